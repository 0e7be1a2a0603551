import type { ShownRun } from '../../../../src/core/present/model.ts';
import type { ControlResult, NodeReport } from '../../../../src/core/report/model.ts';
import type { NodeOutcome, RunResult } from '../../../../src/core/results/model.ts';
import { nodeFacts } from '../node-facts.ts';

const HASH = 'a'.repeat(64);

export function sampleReport(number: number, controls: ControlResult[], more: Partial<NodeReport> = {}): NodeReport {
  return {
    format: 1,
    operation: 'apply',
    runId: 'run-1',
    commandId: '',
    baseline: 'cis-l1',
    plan: HASH,
    started: '2027-01-31T10:00:00Z',
    finished: '2027-01-31T10:00:09Z',
    node: nodeFacts(`i-0000000000000000${number}`, `WIN-${number}`, 2),
    controls,
    changes: [],
    rebootRequired: false,
    rebootPending: false,
    rebooted: false,
    suspects: null,
    vitalServices: [],
    restored: false,
    backup: null,
    error: null,
    ...more,
  };
}

export function sampleOutcome(number: number, more: Partial<NodeOutcome> = {}): NodeOutcome {
  return {
    instanceId: `i-0000000000000000${number}`,
    name: `node-${number}`,
    wave: 1,
    outcome: 'Compliant',
    compliant: 1,
    nonCompliant: 0,
    remediated: 0,
    waived: 0,
    notApplicable: 0,
    manual: 0,
    errors: 0,
    changes: 0,
    rebootRequired: false,
    ...more,
  };
}

export function sampleResult(more: Partial<RunResult> = {}): RunResult {
  return {
    runId: 'run-1',
    operation: 'apply',
    baseline: 'cis-l1',
    plan: HASH,
    state: 'finished',
    started: '2027-01-31T10:00:00Z',
    finished: '2027-01-31T10:01:00Z',
    document: { name: 'WinHarden-cis-l1-apply', version: '3', hash: HASH },
    nodes: { selected: 2, excluded: [], outcomes: [sampleOutcome(1), sampleOutcome(2)] },
    waves: [],
    controls: [],
    aws: { calls: { 'ssm:SendCommand': 1 } },
    s3: { bucket: 'reports', prefix: 'winharden' },
    folder: '/runs/run-1',
    ...more,
  };
}

/** Two nodes that differ on one control and agree on another. */
export function sampleRun(): ShownRun {
  const history = (found: unknown, status: ControlResult['status']): ControlResult => ({
    id: '1.1.1',
    status,
    found,
    required: { atLeast: 24 },
  });
  const guest: ControlResult = { id: '2.3.1.2', status: 'Compliant', found: false, required: false };
  const controls = [
    { id: '1.1.1', title: 'Remember earlier passwords', level: 'L1', statuses: { NonCompliant: 1, Compliant: 1 } },
    { id: '2.3.1.2', title: 'No guest', level: 'L1', statuses: { Compliant: 2 } },
  ];
  const reports = [
    sampleReport(1, [history(0, 'NonCompliant'), guest]),
    sampleReport(2, [history(24, 'Compliant'), guest]),
  ];
  return { result: sampleResult({ controls }), reports };
}
