import { WinhardenError } from '../core/errors.ts';
import type { App, AssociationRun, AssociationTarget } from '../core/ports.ts';
import type { ReportProblem } from '../core/report/problem.ts';
import type { NodeOutcome } from '../core/results/model.ts';
import { type Collected, type ScheduledRun, scheduledReport } from '../core/schedule/scheduled-report.ts';
import type { LaterRuns } from './later-runs.ts';
import type { Held } from './what-was-held.ts';

type ReportApp = Pick<App, 'commands' | 'bucket'>;

/** A run of a schedule, as far as it says which reports are its own. */
export interface Ran {
  associationId: string;
  held: Held;
  started: Date;
  /** Those after it, the next one first: a report may have come with one of them. */
  later: AssociationRun[];
  laterRuns: LaterRuns;
}

/** What somebody may put right. */
const PASSING: ReportProblem[] = ['notUploaded', 'noPermission', 'readDenied', 'notFetched'];
/** What a script may have reported all the same, on a node that was out of reach when it did. */
const OUT_OF_REACH: ReportProblem[] = ['notDelivered', 'undeliverable', 'timedOut', 'noHeader', 'empty', 'truncated'];

type Missing = Pick<NodeOutcome, 'reportProblem'>;

export const isPassing = ({ reportProblem }: Missing) => reportProblem !== undefined && PASSING.includes(reportProblem);

/** Whether a report that is missing may yet come, at its own place or with a later run. */
export const mayCome = ({ reportProblem }: Missing) =>
  reportProblem !== undefined && [...PASSING, ...OUT_OF_REACH].includes(reportProblem);

/** Whether a report of one of these nodes has come with a later run. */
export async function someCameLate(ran: Ran, nodes: readonly NodeOutcome[]): Promise<boolean> {
  const run = scheduledRunOf(ran);
  for (const { instanceId } of nodes)
    if (
      await orElse(
        () => ran.laterRuns.reportOf(run, instanceId),
        () => null,
      )
    )
      return true;
  return false;
}

const LATE = 'late: the report came with a later run';

const UNVERIFIED =
  'unverified: Systems Manager has not (or no longer) what the node said of its report, so that whoever may write to the bucket may have written it';

/** What a reader has to know of how the report came. */
export function remarked(outcome: NodeOutcome): NodeOutcome {
  const { late, unverified } = outcome.report ?? {};
  const reason = [outcome.reason, late && LATE, unverified && UNVERIFIED].filter(Boolean).join('; ');
  return reason === '' ? outcome : { ...outcome, reason };
}

/** Its report, as it came at the time, or else with a later run. */
export async function reportOfNode(app: ReportApp, ran: Ran, target: AssociationTarget): Promise<Collected> {
  const run = scheduledRunOf(ran);
  const found = await orElse<Collected>(
    () => scheduledReport(app, run, target),
    ({ message }) => ({ refused: `could not be fetched: ${message}`, problem: 'notFetched' }),
  );
  if (!('refused' in found) || !mayCome({ reportProblem: found.problem })) return found;
  const late = () => ran.laterRuns.reportOf(run, target.instanceId, found.announced);
  return (await orElse(late, () => null)) ?? found;
}

/** What cannot be fetched for now costs one node its report; what nobody may do is told of at once. */
async function orElse<T>(fetch: () => Promise<T>, otherwise: (error: WinhardenError) => T): Promise<T> {
  try {
    return await fetch();
  } catch (error) {
    if (!(error instanceof WinhardenError) || FATAL.includes(error.code)) throw error;
    return otherwise(error);
  }
}

function scheduledRunOf({ associationId, held: { sent, association }, started, later }: Ran): ScheduledRun {
  return {
    associationId,
    step: sent.operation,
    plan: sent.hash,
    controlIds: new Set(sent.controls.map(({ id }) => id)),
    s3: association.content.s3,
    started,
    until: later[0]?.started ?? null,
  };
}

const FATAL = ['NoPermission', 'ExpiredCredentials', 'NoCredentials', 'InvalidCredentials', 'NoSuchBucket'];
