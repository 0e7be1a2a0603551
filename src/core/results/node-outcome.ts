import type { NodeReport, Status } from '../report/model.ts';
import type { Refusal } from '../report/problem.ts';
import type { NodeOutcome, Outcome } from './model.ts';
import { scoreOf } from './score.ts';

/** What is known of a node before its report: who it is and what SSM said. */
export type NodeContext = Pick<NodeOutcome, 'instanceId' | 'location' | 'name' | 'wave' | 'ssmStatus'>;

/** How a node ended, from its verified report. */
export function outcomeOfReport(context: NodeContext, report: NodeReport, source: NodeOutcome['report']): NodeOutcome {
  const count = (status: Status) => report.controls.filter((control) => control.status === status).length;
  const lost = lostServices(report);
  const failure = whyFailed(report, lost);
  const reason = failure ?? whyNothingApplies(report);
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
    outcome: failure !== null ? 'Failed' : reason !== null ? 'NonCompliant' : judge(counts),
    release: report.node.release,
    ...counts,
    changes: report.changes.length,
    ...(report.operation === 'rollback' ? {} : { score: scoreOf(report.controls) }),
    rebootRequired: report.rebootRequired,
    ...(report.rebootPending ? { rebootPending: true } : {}),
    ...(report.rebooted ? { rebooted: true } : {}),
    ...(lost.length > 0 ? { lostServices: lost } : {}),
    ...(reason === null ? {} : { reason }),
    ...(source ? { report: source } : {}),
  };
}

/** A node without a report that can be trusted, and why: a refusal also says it for programs. */
export function outcomeWithoutReport(
  context: NodeContext,
  outcome: 'NoReport' | 'NotSent',
  why: string | Refusal,
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
    ...(typeof why === 'string' ? { reason: why } : { reason: why.refused, reportProblem: why.problem }),
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

/** A node for which the baseline has nothing, as one of a release without a benchmark: nobody can call it compliant. */
function whyNothingApplies({ controls }: NodeReport): string | null {
  const [first] = controls;
  if (first === undefined || controls.some(({ status }) => status !== 'NotApplicable')) return null;
  return `no control of the baseline applies to this node${first.message ? `: ${first.message}` : ''}`;
}

const lostServices = ({ vitalServices }: NodeReport) =>
  vitalServices.filter(({ before, after }) => before === 'Running' && after !== 'Running').map(({ name }) => name);

/** Control ids that a reason names. */
const MOST_SUSPECTS = 5;

function whyFailed({ error, restored, suspects }: NodeReport, lost: string[]): string | null {
  if (error !== null) return suspects ? `${error}; suspects: ${suspectText(suspects.controls)}` : error;
  const why = lost.length > 0 ? `lost the vital service ${lost.join(', ')}` : null;
  return restored ? `put back: ${why ?? 'the node undid every change'}` : why;
}

function suspectText(controls: string[]): string {
  const more = controls.length - MOST_SUSPECTS;
  return `${controls.slice(0, MOST_SUSPECTS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
