import { doesNotMatch, equal, match } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findDrift } from '../../../src/core/drift/find-drift.ts';
import type { PastRun } from '../../../src/core/drift/model.ts';
import type { Status } from '../../../src/core/report/model.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { driftView } from '../../../src/terminal/views/drift-view.ts';
import { idOf, pastRun } from '../core/drift/past-runs.ts';

async function shown(...runs: PastRun[]): Promise<string> {
  const { drift } = await findDrift('cis-l1', runs.toReversed());
  return driftView({ run: null, since: '2027-01-01T00:00:00.000Z', baselines: [drift] }, ' --lab ./lab', plainStyle);
}

const many = (status: Status) => Object.fromEntries(Array.from({ length: 70 }, (_, number) => [`c-${number}`, status]));

describe('drift, shown', () => {
  it('tells what drifted, what did not, and what to do', async () => {
    const text = await shown(
      pastRun(1, {
        1: { a: 'Remediated', b: 'Compliant', c: 'Remediated' },
        2: { a: 'Compliant' },
        3: { a: 'Compliant' },
        4: { a: 'Compliant' },
      }),
      pastRun(2, { 1: { c: 'Remediated' } }, { operation: 'rollback' }),
      pastRun(3, {
        1: { a: 'NonCompliant', b: 'Waived', c: 'NonCompliant' },
        2: { a: 'Error' },
        3: 'NoReport',
        5: { a: 'Compliant' },
      }),
    );
    match(text, /^cis-l1: 1 control drifted on 2 nodes \(3 runs since 2027-01-01/);
    match(text, /^ {2}a +node-1 \(i-\S+ +Remediated +NonCompliant +1 +3 +1 +2027-01-31T03:00:00\.000Z +Control a$/m);
    match(text, /^Put back by a rollback, so no drift\n.*\n {2}c /m);
    match(text, /^Met before, not asked for now, so no drift\n.*\n {2}b .* Waived /m);
    match(text, new RegExp(`^New nodes: 1\\n.*\\n {2}node-5 \\(${idOf(5)}\\) +since 20270131T030000Z`, 'm'));
    match(text, /^Nodes that are gone: 1\n.*\n {2}node-4 .* last in 20270131T010000Z/m);
    match(text, /^Silent nodes: 1\n.*\n {2}node-3 .* not delivered$/m);
    match(text, /`winharden remediate --drift --baseline cis-l1 --lab \.\/lab`/);
  });

  it('is short where nothing drifted, and bounded where everything did', async () => {
    const calm = await shown(pastRun(1, { 1: { a: 'Compliant' } }), pastRun(2, { 1: { a: 'Compliant' } }));
    equal(calm.split('\n').length, 1);
    match(calm, /nothing drifted \(2 runs since/);
    const wild = await shown(pastRun(1, { 1: many('Compliant') }), pastRun(2, { 1: many('Error') }));
    match(wild, /^cis-l1: 70 controls drifted on 1 node /);
    match(wild, /^ {2}… and 10 more with --json$/m);
  });

  it('lets nothing of a node reach the terminal as it is', async () => {
    const run = pastRun(2, { 1: { a: 'NonCompliant' } });
    for (const node of run.result.nodes.outcomes) node.name = 'web\u001b[2J\nnode';
    const text = await shown(pastRun(1, { 1: { a: 'Compliant' } }), run);
    doesNotMatch(text, /\u001b/);
    match(text, /web\\u001b\[2J node/);
  });
});
