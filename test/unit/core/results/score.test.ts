import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type ControlResult, STATUSES, type Status } from '../../../../src/core/report/model.ts';
import { scoreOf, sumScores } from '../../../../src/core/results/score.ts';

const result = (status: Status, more: Partial<ControlResult> = {}): ControlResult => ({
  id: '1',
  status,
  found: null,
  required: null,
  ...more,
});

describe('the scores of a node', () => {
  it('are the share of controls that are met, of those that concern it and can be decided', () => {
    const statuses: Status[] = ['Compliant', 'Remediated', 'NonCompliant', 'Error', 'Manual', 'NotApplicable'];
    const share = { met: 2, of: 4, percent: 50 };
    assert.deepEqual(scoreOf(statuses.map((status) => result(status))), {
      beforeWaivers: share,
      afterWaivers: share,
    });
  });

  it('count a waived control as what it is without its waiver, and then not at all', () => {
    const waived = [
      result('Waived', { withoutWaiver: 'Compliant', message: 'r' }),
      result('Waived', { withoutWaiver: 'NonCompliant', message: 'guard: r' }),
      result('Waived', { withoutWaiver: 'NotApplicable', message: 'r' }),
      result('Waived'),
    ];
    const { beforeWaivers, afterWaivers } = scoreOf([result('Compliant'), ...waived]);
    assert.deepEqual(beforeWaivers, { met: 2, of: 4, percent: 50 });
    assert.deepEqual(afterWaivers, { met: 1, of: 1, percent: 100 });
  });

  it('leave out opt-in controls that nobody chose', () => {
    const optIn = result('Waived', { withoutWaiver: 'NonCompliant', message: 'opt-in: not chosen' });
    assert.deepEqual(scoreOf([optIn]).beforeWaivers, { met: 0, of: 0, percent: null });
  });

  it('are 100 only where everything is met', () => {
    const most = [...Array(2999).fill(result('Compliant')), result('NonCompliant')];
    assert.equal(scoreOf(most).afterWaivers.percent, 99.9);
  });

  it('add up over nodes', () => {
    const controls = fc.array(fc.constantFrom(...STATUSES).map((status) => result(status)));
    fc.assert(
      fc.property(controls, controls, (one, other) => {
        assert.deepEqual(sumScores([scoreOf(one), scoreOf(other)]), scoreOf([...one, ...other]));
      }),
    );
    assert.equal(sumScores([]), undefined);
  });
});
