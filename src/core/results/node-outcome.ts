import type { NodeReport, Status } from '../report/model.ts';
import type { NodeOutcome, Outcome } from './model.ts';

/** What is known of a node before its report: who it is and what SSM said. */
export type NodeContext = Pick<NodeOutcome, 'instanceId' | 'name' | 'wave' | 'ssmStatus'>;

/** How a node ended, from its verified report. */
export function outcomeOfReport(context: NodeContext, report: NodeReport, source: NodeOutcome['report']): NodeOutcome {
  const count = (status: Status) => report.controls.filter((control) => control.status === status).length;
  const failure = whyFailed(report);
  const counts = {
    compliant: count('Compliant'),
    nonCompliant: count('NonCompliant'),
    remediated: count('Remediated'),
    waived: count('Waived'),
    notApplicable: count('NotApplicable'),
    manual: count('Manual'),
    errors: count('Error'),
  };
  return {
    ...context,
    outcome: failure === null ? judge(counts) : 'Failed',
    ...counts,
    changes: report.changes.length,
    rebootRequired: report.rebootRequired,
    ...(failure === null ? {} : { reason: failure }),
    ...(source ? { report: source } : {}),
  };
}

/** A node without a report that can be trusted. */
export function outcomeWithoutReport(
  context: NodeContext,
  outcome: 'NoReport' | 'NotSent',
  reason: string,
): NodeOutcome {
  return {
    ...context,
    outcome,
    compliant: 0,
    nonCompliant: 0,
    remediated: 0,
    waived: 0,
    notApplicable: 0,
    manual: 0,
    errors: 0,
    changes: 0,
    rebootRequired: false,
    reason,
  };
}

function judge({
  nonCompliant,
  errors,
  remediated,
}: {
  nonCompliant: number;
  errors: number;
  remediated: number;
}): Outcome {
  if (nonCompliant + errors > 0) return 'NonCompliant';
  return remediated > 0 ? 'Remediated' : 'Compliant';
}

function whyFailed({ error, restored, vitalServices }: NodeReport): string | null {
  const lost = vitalServices.filter((service) => service.before === 'Running' && service.after !== 'Running');
  if (error !== null) return error;
  const names = lost.map((service) => service.name).join(', ');
  const why = names ? `lost the vital service ${names}` : null;
  return restored ? `put back: ${why ?? 'the node undid every change'}` : why;
}
