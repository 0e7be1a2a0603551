import assert from 'node:assert/strict';
import { join } from 'node:path';
import { makePlan, type PlanChoice } from '../../../src/actions/make-plan.ts';
import { showBaseline } from '../../../src/actions/show-baseline.ts';
import { validateBaseline } from '../../../src/actions/validate-baseline.ts';
import { createPolicyFiles } from '../../../src/adapters/disk/policy-files.ts';
import type { PolicyFiles } from '../../../src/core/ports.ts';

const OWN = String.raw`baseline: ours
title: Ours
settings:
  - id: our-denial
    title: Local accounts stay out
    kind: userRight
    address: { right: SeDENYNETWORKLOGONRight }
  - id: our-firewall
    title: No local rules
    kind: registry
    address: { type: REG_DWORD, name: allowlocalpolicymerge, key: 'Software\Policies\Microsoft\WindowsFirewall\PublicProfile', hive: HKLM }
  - { id: our-proxy, title: Proxy of the agent, kind: registry, address: { hive: HKLM, key: 'SYSTEM\CurrentControlSet\Services\AmazonSSMAgent', name: Environment, type: REG_MULTI_SZ } }
controls:
  - { id: own-1, setting: our-denial, expect: { members: [S-1-5-113] } }
  - { id: own-2, setting: our-firewall, expect: { equals: 0 } }
  - { id: own-3, setting: our-proxy, expect: { includes: ['http_proxy=proxy:3128'] }, set: ['http_proxy=proxy:3128'] }
  - { id: own-4, setting: right-symbolic-links, expect: { members: [S-1-5-32-544] } }
  - { id: own-5, setting: right-network-logon, expect: { members: [S-1-5-11, S-1-5-32-544] } }
`;

/** The built-in policy, and files of a user. */
function policy(files: Record<string, string>): PolicyFiles {
  const builtIn = createPolicyFiles(join(import.meta.dirname, '../../..'));
  return {
    ...builtIn,
    readUserFile: async (path) => ({ path, text: files[path] ?? '' }),
  };
}

const make = (choice: PlanChoice, config = '') =>
  makePlan({ policy: policy({ './ours.yaml': OWN, 'winharden.yaml': config }), today: () => '2026-11-23' }, choice);
const ids = ({ heldBack }: Awaited<ReturnType<typeof make>>) => heldBack.map(({ id }) => id);

describe('the guard', () => {
  it('holds for settings of a user, however their addresses are spelled', async () => {
    assert.deepEqual(ids(await make({ baseline: './ours.yaml' })), ['own-1', 'own-2', 'own-3', 'own-4']);
  });

  it('shows on the controls of a baseline with reason and sources', async () => {
    const { controls } = await showBaseline({ policy: policy({ './ours.yaml': OWN }) }, { name: './ours.yaml' });
    const of = (id: string) => controls.find((control) => control.id === id)?.guard;
    assert.deepEqual(
      of('own-2')?.map(({ rule, when }) => [rule, when]),
      [
        ['public-firewall-rules', { containerHost: true }],
        ['public-firewall-rules', { domainJoined: false }],
        ['public-firewall-rules', { publicNetwork: true }],
      ],
    );
    assert.ok(of('own-2')?.every(({ reason, sources }) => reason.length > 20 && sources.length > 0));
    assert.equal(of('own-5'), undefined);
  });

  it('knows of each control of a CIS benchmark by its number', async () => {
    assert.deepEqual(ids(await make({ baseline: 'cis-windows-server-2022' })), [
      '1.2.3',
      '2.2.22',
      '2.2.27',
      '2.3.1.3',
      '9.3.4',
      '9.3.5',
      '18.9.5.3',
      '18.9.5.5',
      '18.9.26.2',
      '18.10.89.2.1',
      '18.10.89.2.2',
      '18.10.89.2.3',
      '18.10.90.1',
    ]);
    assert.deepEqual(ids(await make({ baseline: 'eks-node' })), []);
  });
});

describe('accepted risks', () => {
  it('come from the command line and from winharden.yaml', async () => {
    const choice = { baseline: './ours.yaml', configFile: 'winharden.yaml', acceptRisk: ['own-1'] };
    assert.deepEqual(ids(await make(choice, 'acceptRisk: [own-3]\n')), ['own-2', 'own-4']);
  });

  it('change the plan and its hash', async () => {
    const hashes = [
      await make({ baseline: './ours.yaml' }),
      await make({ baseline: './ours.yaml', acceptRisk: ['own-1'] }),
    ];
    assert.equal(new Set(hashes.map(({ plan }) => plan.hash)).size, 2);
  });

  it('are refused for a control that is not there, with the nearest names', async () => {
    await assert.rejects(make({ baseline: 'cis-l1', acceptRisk: ['2.2.222'] }), (error: { suggestions: string[] }) => {
      assert.ok(error.suggestions.includes('Did you mean 2.2.22?'), error.suggestions.join());
      assert.match(String(error), /cannot accept the risk of 2\.2\.222: the baseline has no control of this id/);
      return true;
    });
    await assert.rejects(make({ baseline: 'cis-l1', acceptRisk: ['2.2.*'] }), { code: 'UnknownControl', exit: 2 });
  });

  it('are told of where a file names them and there is none, because one file serves several baselines', async () => {
    const { warnings } = await make({ baseline: 'eks-node', configFile: 'winharden.yaml' }, 'acceptRisk: ["2.2.22"]\n');
    assert.deepEqual(warnings, ['the risk of 2.2.22 is accepted, but no guard of this baseline holds it back']);
  });

  it('are for a place to decide: a baseline cannot accept its own', async () => {
    const { problems } = await validateBaseline(
      { policy: policy({ './ours.yaml': `${OWN}acceptRisk: [own-1]\n` }) },
      { nameOrFile: './ours.yaml' },
    );
    assert.match(problems[0]?.message ?? '', /unknown key "acceptRisk"/);
  });
});
