import type { Invocation } from '../ports.ts';
import { cleanText } from '../report/clean-text.ts';
import type { Refusal, ReportProblem } from '../report/problem.ts';

const UNDERWAY = ['Pending', 'InProgress', 'Delayed', 'Cancelling'];
/** Their coarse status is not documented, so that the details decide. */
const ENDED = [
  'Terminated',
  'Undeliverable',
  'InvalidPlatform',
  'AccessDenied',
  'DeliveryTimedOut',
  'ExecutionTimedOut',
];

/** Why there can be no report, by SSM's status details. */
const WHY: Record<string, [ReportProblem, string]> = {
  DeliveryTimedOut: [
    'notDelivered',
    'not delivered: the node did not take the command in time, or never said how it ended',
  ],
  ExecutionTimedOut: ['timedOut', 'timed out: the script ran longer than the document allows'],
  TimedOut: ['timedOut', 'timed out'],
  Undeliverable: ['undeliverable', 'undeliverable: Systems Manager could not reach the node'],
  Cancelled: ['cancelled', 'cancelled: somebody cancelled the command'],
  InvalidPlatform: ['wrongPlatform', 'wrong platform: the document is for Windows only'],
  AccessDenied: [
    'accessDenied',
    'access denied: you may not send this document to this node (ssm:SendCommand on the instance)',
  ],
};

/** Between stdout and stderr in what the agent puts together. */
const STDERR_MARK = '----------ERROR-------';

export const hasEnded = ({ status, details }: Invocation) => ENDED.includes(details) || !UNDERWAY.includes(status);

export const hasStarted = ({ status }: Invocation) => status === 'InProgress' || status === 'Cancelling';

/** SSM stopped the command before this node's turn. */
export const neverStarted = ({ details }: Invocation) => details === 'Terminated';

/** Whether the script came to its own end, so that it had the chance to report. */
export const ranToItsEnd = ({ details }: Invocation) => details === 'Success' || details === 'Failed';

/** Why a node whose output starts with no report header has none. */
export function whyNoHeader(invocation: Invocation, stderr: string): Refusal {
  const [problem, refused] = WHY[invocation.details] ?? [];
  if (problem && refused) return { problem, refused };
  const words = cleanText(stderr || invocation.output.split(STDERR_MARK)[1] || invocation.output, 300);
  return {
    problem: 'noHeader',
    refused: `script failed before it could report (Systems Manager: ${cleanText(invocation.details, 40)})${words ? `: ${words}` : ', and it printed nothing'}`,
  };
}
