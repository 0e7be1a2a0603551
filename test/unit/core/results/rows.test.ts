import { deepEqual, match } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { outcomeWithoutReport } from '../../../../src/core/results/node-outcome.ts';
import { ControlRows, nodeRow } from '../../../../src/core/results/rows.ts';
import { idOf, reportFor } from '../run/doubles.ts';

const FACTS = {
  runId: '20270131T101500Z-a1b2c3',
  operation: 'audit' as const,
  baseline: 'tiny',
  planHash: 'a'.repeat(64),
  account: '111122223333',
  region: 'eu-west-1',
  controls: [{ id: '1.1', title: 'One', level: 'L1' }],
};

const node = (location?: string) =>
  outcomeWithoutReport({ instanceId: idOf(1), ...(location && { location }), wave: 1 }, 'NotSent', 'no');

describe('rows for SQL', () => {
  const where = (location?: string) => {
    const { account, region } = nodeRow(FACTS, node(location));
    return [account, region];
  };

  it('are of the account and Region of the run', () => deepEqual(where(), ['111122223333', 'eu-west-1']));

  it('are of those of the node, in a run over several', () => {
    deepEqual(where('444455556666/us-east-1'), ['444455556666', 'us-east-1']);
    const lines = new ControlRows(FACTS).lines(node('444455556666/us-east-1'), reportFor(idOf(1), FACTS.runId, 'c-1'));
    match(lines, /"account":"444455556666","region":"us-east-1"/);
  });
});
