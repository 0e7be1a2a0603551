import type { Operation } from '../plan/model.ts';
import { cleanText } from './clean-text.ts';
import type { ReportHeader } from './header.ts';
import type { ControlResult, NodeReport } from './model.ts';
import { forged, openReport } from './open-report.ts';
import { parseReport } from './parse-report.ts';
import type { Refusal } from './problem.ts';

/** What a report must say of itself to be this node's answer to this command. */
export interface Expected {
  operation: Operation;
  /** Null: one that the node made itself, `node-…`. */
  runId: string | null;
  commandId: string;
  instanceId: string;
  /** Hash of the plan that was sent. */
  plan: string;
  /** The plan's control ids, in its order. */
  controlIds: ReadonlySet<string>;
}

export interface Verified {
  report: NodeReport;
  warnings: string[];
}

/** From raw output to a report that can be trusted as the node's own, or why not. */
export function verifyReport(stdout: Uint8Array, header: ReportHeader, expected: Expected): Verified | Refusal {
  const opened = openReport(stdout, header);
  if ('refused' in opened) return opened;
  const report = parseReport(opened.json);
  if ('malformed' in report) return { refused: `unreadable: ${report.malformed}`, problem: 'unreadable' };
  const stranger = whatDiffers(report, expected);
  if (stranger) return forged(stranger);
  return fitToPlan(report, expected);
}

function whatDiffers(report: NodeReport, expected: Expected): string | null {
  const claims = { ...report, instanceId: report.node.instanceId };
  // An operation that failed before it could read its plan cannot name it, and is a failure whatever else it says.
  if (report.error !== null && report.plan === '') claims.plan = expected.plan;
  const wanted = { ...expected, runId: expected.runId ?? ownRunId(report) };
  for (const key of ['operation', 'runId', 'commandId', 'instanceId', 'plan'] as const) {
    if (claims[key] !== wanted[key]) {
      return `the report's ${key} is "${cleanText(claims[key], 80)}" and not "${wanted[key]}"`;
    }
  }
  if (
    report.operation === 'audit' &&
    (report.changes.length > 0 || report.controls.some((each) => each.status === 'Remediated'))
  ) {
    return 'it speaks of changes, and an audit makes none';
  }
  return null;
}

const ownRunId = ({ runId }: NodeReport) => (runId.startsWith('node-') ? runId : 'node-…');

/** Controls that the plan does not hold are dropped; those that the node left out are errors, never silently fine. */
function fitToPlan(report: NodeReport, { controlIds, operation }: Expected): Verified {
  const known = report.controls.filter((control) => controlIds.has(control.id));
  const unknown = report.controls.length - known.length;
  const missing = operation === 'rollback' || report.error !== null ? [] : leftOut(known, controlIds);
  const warnings = [
    ...(unknown > 0 ? [`its report names ${unknown} controls that are not in the plan; they are left out`] : []),
    ...(missing.length > 0
      ? [`its report says nothing of ${missing.length} controls of the plan; they count as errors`]
      : []),
  ];
  return { report: { ...report, controls: [...known, ...missing] }, warnings };
}

function leftOut(known: ControlResult[], controlIds: ReadonlySet<string>): ControlResult[] {
  const reported = new Set(known.map((control) => control.id));
  return [...controlIds]
    .filter((id) => !reported.has(id))
    .map((id) => ({ id, status: 'Error', found: null, required: null, message: 'the report says nothing of it' }));
}
