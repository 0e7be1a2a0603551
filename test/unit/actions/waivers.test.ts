import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { listWaivers, type WaiverChoice } from '../../../src/actions/list-waivers.ts';
import { type SuggestInput, suggestWaivers } from '../../../src/actions/suggest-waivers.ts';
import type { NodeReport } from '../../../src/core/report/model.ts';
import type { RunResult } from '../../../src/core/results/model.ts';
import { smallPolicyFiles } from '../core/baseline/small-policy.ts';
import { sampleRun } from '../core/present/sample-run.ts';
import { FakeFolder } from '../core/run/doubles.ts';

const CONFIG = `waivers:
  - { controls: ["1.1"], reason: no last day }
  - { controls: ["1.2"], reason: over, owner: Ops, ticket: OPS-1, expires: 2026-11-22 }
  - { controls: ["1.3", "2.*"], reason: ends today, expires: 2026-11-23, nodes: { tags: { team: web } } }
  - { controls: ["7.*"], reason: ends soon, expires: 2026-12-03 }
`;
const OWN = 'baseline: mine\ntitle: Mine\nextends: [small]\nwaivers: [{ controls: ["3.1"], reason: ours }]\n';
const list = async (choice: WaiverChoice) => {
  const policy = smallPolicyFiles({ 'winharden.yaml': CONFIG, './my.yaml': OWN });
  const { waivers } = await listWaivers({ policy, today: () => '2026-11-23' }, choice);
  return waivers.map(({ controls, from, state, daysLeft }) => [controls[0], from, state, daysLeft]);
};

describe('the list of waivers', () => {
  it('has the days that each still holds, the soonest to expire first', async () => {
    assert.deepEqual(await list({ configFile: 'winharden.yaml' }), [
      ['1.2', 'config', 'expired', -1],
      ['1.3', 'config', 'inForce', 0],
      ['7.*', 'config', 'inForce', 10],
      ['1.1', 'config', 'inForce', null],
    ]);
  });

  it('knows with a baseline which are for none of its controls, and has those of the baseline', async () => {
    const listed = await list({ configFile: 'winharden.yaml', baseline: './my.yaml' });
    assert.deepEqual(
      listed.map(([id, from, state]) => `${id} ${from} ${state}`),
      ['1.2 config expired', '1.3 config inForce', '7.* config unused', '3.1 baseline inForce', '1.1 config inForce'],
    );
    assert.deepEqual(await list({ baseline: './my.yaml' }), [['3.1', 'baseline', 'inForce', null]]);
  });

  it('needs a file', () => assert.rejects(list({}), { code: 'NoPolicy', exit: 2 }));
});

async function suggest(input: Partial<SuggestInput>, more: Partial<RunResult> = {}) {
  const { result, reports } = sampleRun();
  const folder = new FakeFolder('/runs/run-1');
  const report = { source: 'inline' as const, bytes: 1, sha256: 'a'.repeat(64) };
  const outcomes = result.nodes.outcomes.map((node) => ({ ...node, report }));
  await folder.write('result.json', { ...result, nodes: { ...result.nodes, outcomes }, ...more });
  for (const one of reports as NodeReport[]) await folder.write(`nodes/${one.node.instanceId}.json`, one);
  const runs = { create: async () => folder, open: async () => folder, list: async () => ['run-1'] };
  const app = { runs, version: '1.0.0', today: () => '2026-11-23' };
  return suggestWaivers(app, { runId: 'run-1', nodes: [], controls: [], ...input });
}

describe('the suggestion of waivers', () => {
  it('is made from the reports of a kept run', async () => {
    const { proposals, text } = await suggest({ expires: '2027-06-30' });
    assert.deepEqual(
      proposals.map(({ id, nodes }) => [id, nodes]),
      [['1.1.1', { instanceIds: ['i-00000000000000001'] }]],
    );
    assert.match(text, /Proposed from the run run-1: apply of cis-l1/);
  });

  it('is for some nodes and controls', async () => {
    assert.equal((await suggest({ nodes: ['node-1'], controls: ['1.*'] })).proposals.length, 1);
    assert.equal((await suggest({ nodes: ['node-2'] })).proposals.length, 0);
    assert.equal((await suggest({ controls: ['2.3.1.2'] })).proposals.length, 0);
  });

  it('refuses what cannot be meant', async () => {
    await assert.rejects(suggest({ nodes: ['node-3'] }), { code: 'UnknownNode', exit: 2 });
    await assert.rejects(suggest({ controls: ['9.*'] }), { code: 'UnknownControl', exit: 2 });
    await assert.rejects(suggest({ expires: 'soon' }), { code: 'InvalidDate', exit: 2 });
    await assert.rejects(suggest({ expires: '2027-02-31x' }), { code: 'InvalidDate', exit: 2 });
    await assert.rejects(suggest({ expires: '2026-11-22' }), { code: 'InvalidDate', message: /is over/ });
    await assert.rejects(suggest({}, { operation: 'rollback' }), { code: 'NoFindings', exit: 2 });
  });
});
