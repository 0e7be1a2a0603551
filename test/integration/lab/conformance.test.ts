import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { makePlan } from '../../../src/actions/make-plan.ts';
import { createApp } from '../../../src/app.ts';
import { KINDS, type ResolvedControl } from '../../../src/core/baseline/model.ts';
import { buildPlan } from '../../../src/core/plan/build-plan.ts';
import type { Operation, Plan } from '../../../src/core/plan/model.ts';
import { renderScript } from '../../../src/core/script/render-script.ts';
import { Clock } from '../../../src/lab/clock.ts';
import { type LabNode, makeFleet } from '../../../src/lab/fleet.ts';
import { nowhere } from '../../../src/lab/folder.ts';
import { backups } from '../../../src/lab/node/backups.ts';
import type { Driver } from '../../../src/lab/node/driver.ts';
import { keptReports } from '../../../src/lab/node/kept-reports.ts';
import { modelDriver } from '../../../src/lab/node/model-driver.ts';
import { powershellDriver } from '../../../src/lab/node/powershell-driver.ts';
import { RESTART } from '../../../src/lab/node/restart-node.ts';
import { suspendedRuns } from '../../../src/lab/node/suspended-runs.ts';
import { type WindowsStore, windowsStore } from '../../../src/lab/node/windows-store.ts';
import { QUICK } from '../../../src/lab/pace.ts';
import { restartWindows } from '../../../src/lab/windows-restart.ts';
import { dumpWindows, type WindowsState } from '../../../src/lab/windows-state.ts';
import { usePowerShell } from '../../powershell/simulation.ts';
import { SOFTWARE, SOFTWARE_PLAN } from './software-plan.ts';
import { TINY_PLAN } from './tiny-document.ts';

/** One Windows that lives under one of the two drivers. */
interface Lived {
  driver: Driver;
  windows: WindowsStore;
}

describe('lab: the model does what the engine does in a real PowerShell', function () {
  this.timeout(600_000);
  const powershell = usePowerShell();
  let folder: string;
  const clock = new Clock(10_000);
  const app = createApp({});
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winharden-conformance-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  function bothWays(name: string): { model: Lived; real: Lived } {
    const [one, other] = [windowsStore(nowhere), windowsStore(nowhere)];
    const model = modelDriver({
      clock,
      seed: 1,
      pace: QUICK,
      windows: one,
      backups: backups(undefined),
      suspended: suspendedRuns(undefined),
      kept: keptReports(undefined),
    });
    const real = powershellDriver({
      powershell: powershell(),
      windows: other,
      nodesFolder: join(folder, name),
    });
    return { model: { driver: model, windows: one }, real: { driver: real, windows: other } };
  }

  /**
   * Runs a script under both drivers, again where it asks for a restart, and holds everything that they say and leave behind
   * together. `lost` is a service that does not start after the restart.
   */
  async function compare(
    node: LabNode,
    { model, real }: { model: Lived; real: Lived },
    script: string,
    lost?: string,
  ): Promise<Report> {
    const run = async ({ driver, windows }: Lived) => {
      const env = { SSM_COMMAND_ID: 'command-1', AWS_SSM_INSTANCE_ID: node.instanceId };
      const task = {
        node,
        commandId: 'command-1',
        ordinal: 0,
        script,
        env,
        timeoutSeconds: 500,
        stillWanted: () => true,
      };
      const first = await driver.run(task);
      if (first.exitCode !== RESTART) return first;
      assert.equal(first.stdout, '', 'a script that asks for a restart says nothing yet');
      windows.set(node, restartWindows(windows.get(node), lost));
      return driver.run(task);
    };
    const [modelled, ran] = await Promise.all([run(model), run(real)]);
    const [expected, found] = [readReport(ran.stdout), readReport(modelled.stdout)];
    assert.deepEqual(comparable(found), comparable(expected));
    assert.equal(modelled.exitCode, ran.exitCode);
    const [left, wanted] = [dump(model.windows.get(node), node), dump(real.windows.get(node), node)];
    assert.deepEqual(linesOnlyIn(left, wanted), linesOnlyIn(wanted, left), 'the Windows that is left behind');
    return expected;
  }

  const script = async (plan: Plan, operation: Operation, runId: string, targetRunId = '') => {
    const text = renderScript({ plan, operation, engine: await app.engine.read(), header: 'ssm' });
    const values: Record<string, string> = {
      RunId: runId,
      ReportEncoding: 'gzip',
      Reboot: 'never',
      TargetRunId: targetRunId,
    };
    return text.replace(/\{\{ (\w+) \}\}/g, (_, name: string) => values[name] ?? '');
  };
  const restarting = (script: string) => script.replace("$Reboot = 'never'", "$Reboot = 'if-required'");
  const planOf = async (baseline: string) => (await makePlan(app, { baseline, include: [] })).plan;
  const tiny = async () => planByHand(await planOf('eks-node'), TINY_PLAN);
  const nodes = makeFleet(1, undefined, new Date(0));
  const node = (name: string) => nodes.find((each) => each.name === name) as LabNode;

  it('on a plan with every kind of setting: apply, apply again, roll back', async () => {
    const ways = bothWays('tiny');
    const fresh = dump(ways.model.windows.get(node('windows-2022-full')), node('windows-2022-full'));
    const on = node('windows-2022-full');
    const applied = await compare(on, ways, await script(await tiny(), 'apply', 'r-1'));
    assert.ok(applied.changes.length > 6 && applied.controls.some(({ status }) => status === 'Remediated'));
    const again = await compare(on, ways, await script(await tiny(), 'apply', 'r-2'));
    assert.deepEqual(again.changes, []);
    await compare(on, ways, await script(await tiny(), 'rollback', 'r-3', 'r-1'));
    assert.equal(dump(ways.model.windows.get(on), on), fresh, 'put back');
  });

  it('on waivers for single nodes, and on what is waived all the same', async () => {
    const [on, other] = [node('windows-2022-full'), node('windows-2022-core-b')];
    const plan = await planOf('eks-node');
    const ids = [...new Set(plan.controls.map(({ id }) => id))];
    const waiver = (nodes: LabNode[]) => ({
      controls: ids,
      reason: 'this node only',
      nodes: { instanceIds: nodes.map(({ instanceId }) => instanceId) },
    });
    const built = (nodes: LabNode[]) =>
      buildPlan({ ...plan, overlays: [], waivers: [waiver(nodes)], include: ids, acceptRisk: [], today: '2026-11-23' })
        .plan;
    const ways = bothWays('waived');
    const waived = await compare(on, ways, await script(built([on]), 'audit', 'r-1'));
    const here = waived.controls.filter(({ status }) => status === 'Waived');
    assert.ok(here.some(({ withoutWaiver }) => withoutWaiver === 'NonCompliant'));
    assert.ok(here.every(({ withoutWaiver }) => withoutWaiver !== undefined && withoutWaiver !== 'Waived'));
    const enforced = await compare(other, ways, await script(built([on]), 'audit', 'r-2'));
    assert.ok(enforced.controls.every(({ status }) => status !== 'Waived'));
  });

  it('on a part of a baseline, some of it for single nodes', async () => {
    const [on, other] = [node('windows-2022-full'), node('windows-2022-core-b')];
    const plan = await planOf('eks-node');
    const only = [{ id: 'eks-1.4' }, { id: 'eks-1.9', instanceIds: [on.instanceId] }];
    const common = { overlays: [], waivers: [], include: [], acceptRisk: [], today: '2026-11-23' };
    const part = await script(buildPlan({ ...plan, ...common, only }).plan, 'apply', 'r-1');
    const ways = bothWays('part');
    const statusesOn = async (where: LabNode) =>
      (await compare(where, ways, part)).controls.map(({ id, status }) => [id, status]);
    assert.deepEqual(await statusesOn(on), [
      ['eks-1.4', 'Remediated'],
      ['eks-1.9', 'Remediated'],
    ]);
    assert.deepEqual(await statusesOn(other), [
      ['eks-1.4', 'Remediated'],
      ['eks-1.9', 'NotApplicable'],
    ]);
  });

  it('on software and features of other names: what is refused, what is done, and what comes back', async () => {
    const ways = bothWays('software');
    const on = node('windows-2022-core-a');
    const plan = planByHand(await planOf('eks-node'), SOFTWARE_PLAN);
    for (const { windows } of [ways.model, ways.real]) {
      const state = structuredClone(windows.get(on));
      for (const name of ['FS-SMB1', 'FS-SMB1-CLIENT']) Object.assign(state.features[name] ?? {}, { installed: true });
      windows.set(on, { ...state, downloads: SOFTWARE, files: { 'C:\\Tool\\tool.exe': '1.9.0.0' } });
    }
    const applied = await compare(on, ways, await script(plan, 'apply', 'r-1'));
    const statuses = Object.fromEntries(applied.controls.map(({ id, status }) => [id, status]));
    const [good, bad] = ['Remediated', 'Error'];
    assert.deepEqual(statuses, {
      's-1': good,
      's-2': good,
      's-3': bad,
      's-4': bad,
      's-5': good,
      's-6': good,
      's-7': bad,
      's-8': bad,
    });
    await compare(on, ways, await script(plan, 'rollback', 'r-2', 'r-1'));
  });

  it('on what is only looked at, groups of the own domain, and audit controls that share a subcategory', async () => {
    const ways = bothWays('looked-at');
    const on = node('windows-2022-core-a');
    const plan = planByHand(await planOf('eks-node'), LOOKED_AT_PLAN);
    for (const { windows } of [ways.model, ways.real]) {
      const state = structuredClone(windows.get(on));
      state.registry[`${STORES}\\Root\\Certificates\\${'A'.repeat(40)}`] = {};
      state.registry['HKLM\\SECURITY\\Policy\\PolPrDmS'] = {
        '': { type: 'REG_NONE', value: '010400000000000515000000010000000200000003000000' },
      };
      state.permissions['C:\\']?.push('S-1-1-0 OICI 40000000', 'S-1-5-32-546 OICI,DENY 10000000');
      state.hardware = { fileSystems: ['NTFS', ''], tpm: true, wireless: ['Wi-Fi'] };
      Object.assign(state.accounts['1001'] ?? {}, { inactive: true, passwordNeverExpires: true });
      windows.set(on, state);
    }
    const applied = await compare(on, ways, await script(plan, 'apply', 'r-1'));
    const statuses = Object.fromEntries(applied.controls.map(({ id, status }) => [id, status]));
    const [good, bad, set] = ['Compliant', 'NonCompliant', 'Remediated'];
    assert.deepEqual(statuses, {
      'l-1': bad,
      'l-2': good,
      'l-3': 'Error',
      'l-4': good,
      'l-5': bad,
      'l-6': bad,
      'l-7': good,
      'l-8': bad,
      'l-9': set,
      'l-10': set,
      'l-11': set,
    });
    await compare(on, ways, await script(plan, 'rollback', 'r-2', 'r-1'));
  });

  it('and either undoes what the other did', async () => {
    const on = node('windows-2022-core-b');
    const windows = windowsStore(nowhere);
    const fresh = dump(windows.get(on), on);
    const nodesFolder = join(folder, 'shared');
    const suspended = suspendedRuns(nodesFolder);
    const model = modelDriver({
      clock,
      seed: 1,
      pace: QUICK,
      windows,
      backups: backups(nodesFolder),
      suspended,
      kept: keptReports(nodesFolder),
    });
    const real = powershellDriver({ powershell: powershell(), windows, nodesFolder });
    const plan = await planOf('eks-node');
    for (const [number, [first, second]] of [
      [model, real],
      [real, model],
    ].entries()) {
      const run = async ({ run }: Driver, operation: Operation, runId: string, targetRunId = '') =>
        run({
          node: on,
          commandId: 'c',
          ordinal: 0,
          script: await script(plan, operation, runId, targetRunId),
          env: {},
          timeoutSeconds: 500,
          stillWanted: () => true,
        });
      assert.equal((await run(first as Driver, 'apply', `apply-${number}`)).exitCode, 0);
      assert.notEqual(dump(windows.get(on), on), fresh);
      const { stdout } = await run(second as Driver, 'rollback', `back-${number}`, `apply-${number}`);
      assert.deepEqual([...new Set(readReport(stdout).controls.map(({ status }) => status))], ['Remediated']);
      assert.deepEqual(linesOnlyIn(dump(windows.get(on), on), fresh), []);
    }
  });

  it('on what runs of a schedule hand over again', async () => {
    const on = node('windows-2022-core-a');
    const audit = await script(await tiny(), 'audit', '');
    for (const { driver } of Object.values(bothWays('schedule'))) {
      const printed: string[] = [];
      for (let run = 0; run < 7; run++) {
        const env = { SSM_COMMAND_ID: 'schedule-1', AWS_SSM_INSTANCE_ID: on.instanceId };
        const task = { node: on, commandId: 'schedule-1', ordinal: run, script: audit, env, timeoutSeconds: 500 };
        const { stdout } = await driver.run({ ...task, stillWanted: () => true });
        const blocks = stdout.match(/.*\n.*\n/g) ?? [];
        assert.deepEqual(blocks.slice(1).map(readReport), printed.slice(0, 5).map(readReport), driver.name);
        const digests = blocks.slice(1).map((block) => /[0-9a-f]{64}/.exec(block)?.[0]);
        assert.deepEqual(readReport(stdout)['late'] ?? [], digests, driver.name);
        printed.unshift(blocks[0] ?? '');
      }
    }
  });

  it('through restarts, there and back', async () => {
    const on = node('windows-2022-full');
    const ways = bothWays('restarts');
    const plan = await planOf('eks-node');
    const applied = await compare(on, ways, restarting(await script(plan, 'apply', 'r-1')));
    assert.deepEqual([applied['rebooted'], applied['rebootRequired'], applied['rebootPending']], [true, false, false]);
    assert.ok(applied.changes.length > 5 && applied.controls.some(({ status }) => status === 'Remediated'));
    const again = await compare(on, ways, restarting(await script(plan, 'apply', 'r-2')));
    assert.deepEqual([again['rebooted'], again.changes], [false, []]);
    for (const { windows } of Object.values(ways)) {
      const state = windows.get(on);
      windows.set(on, { ...state, registry: { ...state.registry, [PENDING]: {} } });
    }
    const due = await compare(on, ways, restarting(await script(plan, 'apply', 'r-2')));
    assert.deepEqual([due['rebooted'], due['rebootPending'], due['rebootRequired']], [true, true, false]);
    const back = await compare(on, ways, restarting(await script(plan, 'rollback', 'r-3', 'r-1')));
    assert.deepEqual(
      [back['rebooted'], back['rebootRequired'], back.changes.length],
      [true, false, applied.changes.length],
    );
  });

  it('when a vital service does not come back from the restart: everything is put back', async () => {
    const on = node('windows-2022-core-a');
    const ways = bothWays('lost');
    const report = await compare(
      on,
      ways,
      restarting(await script(await planOf('eks-node'), 'apply', 'r-1')),
      'kubelet',
    );
    assert.match(report.error ?? '', /stopped kubelet; everything was put back/);
    assert.deepEqual([report['rebooted'], report['restored']], [true, true]);
  });

  it('on a rollback without a backup', async () => {
    const report = await compare(
      node('windows-2019-full'),
      bothWays('nothing'),
      await script(await tiny(), 'rollback', 'r-1', 'r-0'),
    );
    assert.match(report.error ?? '', /no backup of run r-0/);
  });

  const old: LabNode = { ...node('windows-2022-core-a'), name: 'windows-2016-core', release: 2016 };
  for (const [baseline, on] of [
    ['cis-l1', node('windows-2022-core-a')],
    ['cis-l1', old],
    ['cis-l2', node('windows-2025-core')],
    ['cis-ng', node('windows-2025-core')],
    ['eks-node', node('windows-2019-full')],
    ['cis-l1', node('windows-2022-frail')],
  ] as const) {
    it(`on ${baseline} and ${on.name}: apply and roll back`, async () => {
      const ways = bothWays(`${baseline}-${on.name}`);
      const plan = await planOf(baseline);
      const applied = await compare(on, ways, await script(plan, 'apply', 'r-1'));
      assert.ok(applied.changes.length > (baseline === 'cis-ng' ? 3 : 5));
      await compare(on, ways, await script(plan, 'rollback', 'r-2', 'r-1'));
    });
  }
});

const PENDING = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending';

const STORES = 'HKLM\\SOFTWARE\\Microsoft\\SystemCertificates';

const FILES = '{0CCE921D-69AE-11D9-BED3-505054503030}';
const LOOKED_AT_PLAN = {
  ...TINY_PLAN,
  risks: {},
  reboot: [],
  waivers: [],
  groups: [
    {
      userRight: [['l-9', 'SeDenyBatchLogonRight', ['S-1-5-21-*-512', 'S-1-5-32-546']]],
      auditPolicy: [
        ['l-10', FILES, { includes: 1 }, 1],
        ['l-11', FILES, { includes: 2 }, 2],
      ],
      permission: [
        ['l-1', '%SystemDrive%\\', { within: ['S-1-5-18 1F01FF 1F01FF 1F01FF'] }],
        ['l-2', 'HKLM\\SECURITY', { within: ['S-1-5-18 F003F F003F 0', 'S-1-5-32-544 60000 60000 0'] }],
        ['l-3', '%SystemRoot%\\gone.txt', { within: [] }],
      ],
      certificate: [
        ['l-4', 'Root', 'A'.repeat(40), { equals: 'installed' }],
        ['l-5', 'Disallowed', 'A'.repeat(40), { equals: 'installed' }],
      ],
      inventory: [
        ['l-6', 'fileSystems', { within: ['NTFS'] }],
        ['l-7', 'firmware', { includes: ['TPM'] }],
        ['l-8', 'passwordNeverExpires', { within: [] }],
      ],
    },
  ],
};

interface Report {
  [name: string]: unknown;
  node: Record<string, unknown>;
  controls: { id: string; status: string; withoutWaiver?: string }[];
  changes: object[];
  backup: { entries: number } | null;
  error: string | null;
}

function readReport(stdout: string): Report {
  const [first = '', body = ''] = stdout.split('\n');
  assert.match(first, /^winharden-report\/1 .* encoding=gzip$/);
  return JSON.parse(gunzipSync(Buffer.from(body, 'base64')).toString());
}

/** A report without what may differ: times, the PowerShell's version, the place and bytes of the backup. */
function comparable({ started: _, finished: __, node, backup, ...rest }: Report): object {
  return { ...rest, node: { ...node, powershell: '' }, backup: backup && { entries: backup.entries } };
}

/** A state as text. The drivers give a node its names at other times, and rights are sets. */
function dump(state: WindowsState, { instanceId, computerName }: LabNode): string {
  const userRights = Object.fromEntries(
    Object.entries(state.userRights).map(([right, sids]) => [right, [...sids].sort()]),
  );
  return dumpWindows({ ...state, instanceId, computerName, userRights });
}

/** The lines of one text that the other does not have. */
function linesOnlyIn(one: string, other: string): string[] {
  const known = new Set(other.split('\n'));
  return one.split('\n').filter((line) => !known.has(line));
}

/** The plan by hand in place of a built-in one, with the engine files for every kind. */
function planByHand(like: Plan, byHand: typeof TINY_PLAN | typeof SOFTWARE_PLAN | typeof LOOKED_AT_PLAN): Plan {
  const controls = KINDS.map((kind) => ({ id: kind, kind }) as ResolvedControl);
  const { baseline, hash, vitalServices } = byHand;
  const text = JSON.stringify(byHand).replace('\u00a7', '\\u00a7');
  return { ...like, baseline, hash, vitalServices, controls, text };
}
