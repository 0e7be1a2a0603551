import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type CheckAccessInput, checkAccess } from '../../../src/actions/check-access.ts';
import type { SessionPreferences } from '../../../src/core/access/model.ts';
import { WinhardenError } from '../../../src/core/errors.ts';
import type { Machine, ManagedNode, Sessions } from '../../../src/core/ports.ts';
import { smallPolicyFiles } from '../core/baseline/small-policy.ts';
import { FakeInventory, idOf, running, windows } from '../core/run/doubles.ts';

const PROFILE = 'arn:aws:iam::111122223333:instance-profile/node';
const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const PREFERENCES: SessionPreferences = {
  kmsKey: null,
  bucket: null,
  logGroup: null,
  idleMinutes: null,
  maxMinutes: null,
  windowsProfile: null,
  runAs: false,
};

const refusal = (code: string) => new WinhardenError({ code, message: `${code} it is`, suggestions: [] });

/** Nodes with numbers from 1, all managed unless others are given, and what sessions are asked. */
function account(
  machines: Machine[],
  over: Partial<Sessions> = {},
  nodes: ManagedNode[] = machines.map(({ instanceId }) => windows(instanceId)),
) {
  const inventory = new FakeInventory();
  inventory.machines = machines;
  inventory.nodes = nodes;
  const asked: [string, string | null][] = [];
  const sessions: Sessions = {
    connected: async () => true,
    preferences: async () => null,
    missing: async (profile, keyArn) => {
      asked.push([profile, keyArn]);
      return [];
    },
    ...over,
  };
  const sessionPrograms = { find: async (name: string) => (name === 'aws' ? '/bin/aws' : null), run: async () => 0 };
  const told: string[] = [];
  const app = { inventory, sessions, sessionPrograms, policy: smallPolicyFiles() };
  const check = (input: Partial<CheckAccessInput> = {}) =>
    checkAccess(app, { selector: null, baselines: [], tell: (what) => told.push(what), ...input });
  return { asked, told, check };
}

const node = (number: number, over: Partial<Machine> = {}) => running(idOf(number), {}, { profile: PROFILE, ...over });

describe('checkAccess', () => {
  it('asks IAM once for each profile, tells how far it is, and what this machine has', async () => {
    const { asked, told, check } = account([node(1), node(2), node(3)]);
    const { nodes, programs, warnings } = await check();
    assert.deepEqual(
      nodes.map(({ reachable, missing }) => [reachable, missing]),
      [1, 2, 3].map(() => [true, []]),
    );
    assert.deepEqual(asked, [[PROFILE, null]]);
    assert.deepEqual(told, ['node 1 of 3', 'node 2 of 3', 'node 3 of 3']);
    assert.deepEqual(programs, { aws: '/bin/aws', 'session-manager-plugin': null });
    assert.deepEqual(warnings, []);
  });

  it('asks for the key of the preferences, and says so where that is an alias', async () => {
    const withKey = account([node(1)], { preferences: async () => ({ ...PREFERENCES, kmsKey: KEY }) });
    assert.deepEqual((await withKey.check()).warnings, []);
    assert.deepEqual(withKey.asked, [[PROFILE, `arn:aws:kms:eu-west-1:111122223333:key/${KEY}`]]);
    const withAlias = account([node(1)], { preferences: async () => ({ ...PREFERENCES, kmsKey: 'alias/s' }) });
    assert.match((await withAlias.check()).warnings.join(), /kms:Decrypt with alias\/s is unknown/);
    assert.deepEqual(withAlias.asked, [[PROFILE, null]]);
  });

  it('takes a managed node without a profile for one of Default Host Management, and asks nothing of IAM', async () => {
    const { profile: _, ...bare } = node(1);
    const { asked, check } = account([bare]);
    const [only] = (await check()).nodes;
    assert.deepEqual([only?.profile, only?.missing, only?.reachable, only?.problems], [null, null, true, []]);
    assert.deepEqual(asked, []);
  });

  it('counts an instance that has not registered, and none that is gone or not Windows', async () => {
    const machines = [node(1), node(2, { state: 'terminated' }), node(3, { windows: false })];
    const { nodes } = await account(machines, {}, []).check();
    assert.deepEqual(
      nodes.map(({ instanceId, reachable, ping }) => [instanceId, reachable, ping]),
      [[idOf(1), false, null]],
    );
    assert.deepEqual((await account([]).check()).nodes, []);
  });

  it('warns once of what may not be asked, and does not ask it again', async () => {
    let questions = 0;
    const { check } = account(
      Array.from({ length: 30 }, (_, at) => node(at + 1)),
      {
        connected: async () => {
          questions += 1;
          throw refusal('NoPermission');
        },
      },
    );
    const { nodes, warnings } = await check();
    assert.deepEqual(new Set(nodes.map(({ reachable }) => reachable)), new Set([null]));
    assert.equal(warnings.length, 1);
    assert.ok(questions < 30, `${questions} questions`);
  });

  it('asks about others where one could not be answered', async () => {
    const { check } = account([node(1), node(2, { profile: `${PROFILE}-gone` })], {
      missing: async (profile) => {
        if (profile !== PROFILE) throw refusal('NoSuchProfile');
        return [];
      },
    });
    const { nodes, warnings } = await check();
    assert.deepEqual(
      nodes.map(({ missing }) => missing),
      [[], null],
    );
    assert.match(warnings.join('\n'), /^whether roles let agents hold sessions is unknown: NoSuchProfile it is$/);
  });
});
