import assert from 'node:assert/strict';
import { sessionRisks } from '../../../../src/core/access/session-risks.ts';
import type { Guard, ResolvedControl } from '../../../../src/core/baseline/model.ts';

const control = (guard: Guard[]) => ({ id: '2.2.22', title: 'Deny', guard }) as unknown as ResolvedControl;
const guard = (over: Partial<Guard>): Guard => ({ rule: 'r', reason: 'it ends', sources: [], ...over });
const SEVERAL = [
  guard({ ends: 'shells', when: { sessionManager: true } }),
  guard({ ends: 'shells', when: { domainJoined: false } }),
  guard({ reason: 'RDP ends' }),
];

describe('controls that would end sessions', () => {
  it('are those with a guard that says so, each once with all its conditions and baselines', () => {
    const twice = [control(SEVERAL), control(SEVERAL)];
    assert.deepEqual(
      sessionRisks(
        new Map([
          ['mine', twice],
          ['yours', [control(SEVERAL)]],
        ]),
      ),
      [
        {
          baselines: ['mine', 'yours'],
          control: '2.2.22',
          title: 'Deny',
          ends: 'shells',
          reason: 'it ends',
          when: [{ sessionManager: true }, { domainJoined: false }],
        },
      ],
    );
    assert.deepEqual(sessionRisks(new Map([['mine', [control([])]]])), []);
  });

  it('are told apart where baselines hold them back on other nodes', () => {
    const other = [control([guard({ ends: 'shells' })])];
    const risks = sessionRisks(
      new Map([
        ['mine', [control(SEVERAL)]],
        ['yours', other],
      ]),
    );
    assert.deepEqual(
      risks.map(({ baselines, when }) => [baselines, when.length]),
      [
        [['mine'], 2],
        [['yours'], 0],
      ],
    );
  });
});
