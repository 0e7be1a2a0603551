import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ControlResult, NodeReport, Status } from '../../../../src/core/report/model.ts';
import { exitCodeOf } from '../../../../src/core/results/exit-code.ts';
import type { NodeOutcome, Outcome, RunResult } from '../../../../src/core/results/model.ts';
import { outcomeOfReport } from '../../../../src/core/results/node-outcome.ts';
import { idOf, reportFor } from '../run/doubles.ts';

const controls = (...statuses: Status[]): ControlResult[] =>
  statuses.map((status, index) => ({ id: String(index), status, found: null, required: null }));
const judge = (over: Partial<NodeReport>) =>
  outcomeOfReport({ instanceId: idOf(1), wave: 1 }, reportFor(idOf(1), 'r', 'c', over), undefined);

describe('outcomeOfReport', () => {
  const cases: [Status[], Outcome][] = [
    [['Compliant', 'Waived', 'Manual', 'NotApplicable'], 'Compliant'],
    [['Compliant', 'Remediated'], 'Remediated'],
    [['Remediated', 'NonCompliant'], 'NonCompliant'],
    [['Compliant', 'Error'], 'NonCompliant'],
    [[], 'Compliant'],
    [['NotApplicable', 'NotApplicable'], 'NonCompliant'],
    [['NotApplicable', 'Waived'], 'Compliant'],
  ];
  for (const [statuses, outcome] of cases) {
    it(`is ${outcome} for ${statuses.join(', ') || 'no control'}`, () => {
      assert.equal(judge({ controls: controls(...statuses) }).outcome, outcome);
    });
  }

  it('is Failed when the operation failed, was put back, or lost a vital service, whatever the controls say', () => {
    const stopped = [{ name: 'kubelet', before: 'Running', after: 'Stopped' }];
    assert.equal(judge({ error: 'secedit failed' }).reason, 'secedit failed');
    assert.match(judge({ restored: true }).reason ?? '', /^put back/);
    assert.match(judge({ vitalServices: stopped }).reason ?? '', /kubelet/);
    for (const over of [{ error: 'x' }, { restored: true }, { vitalServices: stopped }])
      assert.equal(judge(over).outcome, 'Failed');
  });

  it('names the controls that are suspected, the first of many', () => {
    const suspects = (...controls: string[]) =>
      judge({ error: 'lost', suspects: { risk: 'service', controls } }).reason;
    assert.equal(suspects('5.1'), 'lost; suspects: 5.1');
    assert.equal(suspects('1', '2', '3', '4', '5', '6', '7'), 'lost; suspects: 1, 2, 3, 4, 5 and 2 more');
  });

  it('says why a node for which a baseline has nothing is not compliant', () => {
    const [nothing] = controls('NotApplicable') as [ControlResult];
    const message = 'for Windows Server 2022, this node is Windows Server, version 23H2';
    const { outcome, reason } = judge({ controls: [{ ...nothing, message }] });
    assert.deepEqual(
      [outcome, reason],
      ['NonCompliant', `no control of the baseline applies to this node: ${message}`],
    );
  });

  it('does not take a service that was stopped before for lost', () => {
    assert.equal(
      judge({ vitalServices: [{ name: 'docker', before: 'Stopped', after: 'Stopped' }] }).outcome,
      'Remediated',
    );
  });

  it('tells of restarts only where there is something to tell', () => {
    const { rebootRequired, rebootPending, rebooted } = judge({ rebootPending: true, rebooted: true });
    assert.deepEqual([rebootRequired, rebootPending, rebooted], [false, true, true]);
    assert.ok(!Object.keys(judge({})).some((key) => key === 'rebootPending' || key === 'rebooted'));
  });

  it('counts every status', () => {
    const all = judge({
      controls: controls(
        'Compliant',
        'NonCompliant',
        'Remediated',
        'Waived',
        'NotApplicable',
        'Manual',
        'Error',
        'Error',
      ),
    });
    const { compliant, nonCompliant, remediated, waived, notApplicable, manual, errors } = all;
    assert.deepEqual(
      [compliant, nonCompliant, remediated, waived, notApplicable, manual, errors],
      [1, 1, 1, 1, 1, 1, 2],
    );
  });
});

describe('exitCodeOf', () => {
  const code = (state: RunResult['state'], ...outcomes: Outcome[]) =>
    exitCodeOf({
      state,
      nodes: {
        selected: outcomes.length,
        excluded: [],
        outcomes: outcomes.map((outcome) => ({ outcome }) as NodeOutcome),
      },
    });

  it('is 0 only when every node is as wanted', () => {
    assert.equal(code('finished', 'Compliant', 'Remediated'), 0);
    assert.equal(code('dryRun', 'NotSent'), 0);
  });
  it('is 3 when every node reported and some are not compliant', () => {
    assert.equal(code('finished', 'Compliant', 'NonCompliant'), 3);
  });
  it('is 68 when some failed, were silent or not reached and others answered', () => {
    for (const bad of ['Failed', 'NoReport', 'NotSent'] as const) assert.equal(code('stopped', 'Remediated', bad), 68);
    assert.equal(code('finished', 'NonCompliant', 'NoReport'), 68);
  });
  it('is 1 when no node answered', () => {
    assert.equal(code('stopped', 'Failed', 'NotSent'), 1);
    assert.equal(code('finished', 'NoReport'), 1);
  });
  it('is 69 while the run goes on and 130 after Ctrl-C', () => {
    assert.equal(code('inProgress', 'Compliant', 'NoReport'), 69);
    assert.equal(code('interrupted', 'Compliant', 'NotSent'), 130);
  });
});
