import assert from 'node:assert/strict';
import { sessionRisks } from '../../../../src/core/access/session-risks.ts';
import type { Guard, ResolvedControl } from '../../../../src/core/baseline/model.ts';

const control = (guard: Guard[]) => ({ id: '2.2.22', title: 'Deny', guard }) as unknown as ResolvedControl;
const guard = (over: Partial<Guard>): Guard => ({ rule: 'r', reason: 'it ends', sources: [], ...over });

describe('controls that would end sessions', () => {
  it('are those with a guard that says so, each once with all its conditions', () => {
    const several = [
      guard({ ends: 'shells', when: { sessionManager: true } }),
      guard({ ends: 'shells', when: { domainJoined: false } }),
      guard({ reason: 'RDP ends' }),
    ];
    assert.deepEqual(sessionRisks('mine', [control(several), control(several)]), [
      {
        baseline: 'mine',
        control: '2.2.22',
        title: 'Deny',
        ends: 'shells',
        reason: 'it ends',
        when: [{ sessionManager: true }, { domainJoined: false }],
      },
    ]);
    assert.deepEqual(sessionRisks('mine', [control([])]), []);
  });
});
