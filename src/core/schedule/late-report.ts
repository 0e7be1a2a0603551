import { parseHeader, type ReportHeader } from '../report/header.ts';
import { type Verified, verifyReport } from '../report/verify-report.ts';
import { CLOCK_MINUTES, LATE_MILLISECONDS } from './output-folders.ts';
import { expectedOf, type ScheduledRun } from './scheduled-report.ts';

/** Reports that a node hands over again, at most. */
const MOST_REPORTS = 5;

/** What a node printed in a later run: its own report and, by their SHA-256, those that it vouches for. */
export interface LaterOutput {
  instanceId: string;
  stdout: Uint8Array;
  vouched: readonly string[];
}

export interface Late extends Verified {
  header: ReportHeader;
}

/**
 * The report of a run among those that came with a later one: of this node, schedule and plan, and begun after this run and
 * before the next. `announced`: what the node said of it at the time, through Systems Manager. Null where it is not there.
 */
export function lateReport(
  { instanceId, stdout, vouched }: LaterOutput,
  run: ScheduledRun,
  announced: string | null,
): Late | null {
  for (const [first, body] of pairsOf(stdout)) {
    const header = parseHeader(first);
    if (!header || !vouched.includes(header.sha256)) continue;
    if (announced !== null && header.sha256 !== announced) continue;
    const verified = verifyReport(Buffer.from(`${first}\n${body}\n`), header, expectedOf(run, instanceId));
    if (!('refused' in verified) && (announced !== null || isWithin(run, verified.report.started)))
      return { ...verified, header };
  }
  return null;
}

/** First lines with their bodies, without the output's own. */
function pairsOf(stdout: Uint8Array): [first: string, body: string][] {
  const lines = Buffer.from(stdout)
    .toString('latin1')
    .split('\n')
    .slice(2, 2 + 2 * MOST_REPORTS);
  return lines.flatMap((line, at) => (at % 2 === 0 ? [[line, lines[at + 1] ?? ''] as [string, string]] : []));
}

/** Each moment is of one run alone: a node's clock may be a little behind, before this run as before the next. */
function isWithin({ started, until }: ScheduledRun, reported: string): boolean {
  const time = Date.parse(reported) + CLOCK_MINUTES.unvouched * 60_000;
  const end = Math.min(started.getTime() + LATE_MILLISECONDS, until?.getTime() ?? Number.POSITIVE_INFINITY);
  return time >= started.getTime() && time < end;
}
