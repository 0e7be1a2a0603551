import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { WaiverRecord } from '../../../../src/core/plan/model.ts';
import type { ControlResult } from '../../../../src/core/report/model.ts';
import { WaiverCounter } from '../../../../src/core/results/waiver-use.ts';
import { sampleReport } from '../present/sample-run.ts';

const waived = (id: string): ControlResult => ({ id, status: 'Waived', found: 0, required: 1 });
const met = (id: string): ControlResult => ({ id, status: 'Compliant', found: 1, required: 1 });
const waiver = (parts: Partial<WaiverRecord>): WaiverRecord => ({
  controls: ['1.*'],
  reason: 'r',
  state: 'inForce',
  ...parts,
});
const counted = (records: WaiverRecord[], allReported = true) => {
  const counter = new WaiverCounter(records);
  counter.add(sampleReport(1, [waived('1.1'), met('2.1')]));
  counter.add(sampleReport(2, [waived('1.1'), met('1.2')]));
  return counter.tally(allReported).map(({ state, nodes }) => [state, nodes]);
};

describe('the use of waivers', () => {
  it('is on how many nodes they held', () => {
    const only = waiver({ when: { instanceId: ['i-00000000000000002'] } });
    assert.deepEqual(counted([waiver({}), only]), [
      ['inForce', 2],
      ['inForce', 1],
    ]);
  });

  it('is none where no node met the condition, or no control was waived', () => {
    const elsewhere = waiver({ when: { release: [2019] } });
    assert.deepEqual(counted([elsewhere, waiver({ controls: ['2.1'] })]), [
      ['unused', 0],
      ['unused', 0],
    ]);
  });

  it('is not told before every node has reported', () => {
    assert.deepEqual(counted([waiver({ controls: ['2.1'] })], false), [['inForce', 0]]);
  });

  it('is none for one that has expired', () =>
    assert.deepEqual(counted([waiver({ state: 'expired' })]), [['expired', 0]]));
});
