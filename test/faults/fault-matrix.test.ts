import assert from 'node:assert/strict';
import { faultMatrix, matrixTable } from './fault-matrix.ts';

const RUNS = 200;

describe('runs under faults, alone and in pairs', function () {
  this.timeout(600_000);

  it('lose no node, double none and invent none', async () => {
    const runs = await faultMatrix(RUNS);
    assert.equal(runs.length, RUNS);
    const bad = runs.filter(({ lost, doubled, invented }) => lost.length + doubled.length + invented.length > 0);
    assert.deepEqual(bad, [], matrixTable(runs));
    assert.ok(
      runs.every(({ state }) => state === 'finished'),
      'every run comes to its end',
    );
    assert.ok(runs.some(({ names, returns }) => names.includes('the program killed') && returns > 0));
  });
});
