import { EXIT, WinhardenError } from '../errors.ts';
import { RUN_ID } from '../run/run-id.ts';

/** Which runs are looked at: ids begin with their time, so that they compare as times do. */
export interface Window {
  /** The least id. */
  from: string;
  /** The greatest one; none: no end. */
  to?: string;
}

const DAY_MILLISECONDS = 86_400_000;

/** The runs up to one, or up to now, since a run, a day or a moment, or else since so many days before. Errors: InvalidRun, InvalidSince. */
export function windowOf({ since, run, days, now }: { since?: string; run?: string; days: number; now: Date }): Window {
  if (run !== undefined) requireRunId(run);
  const end = run === undefined ? now : momentOf(run);
  const from = since === undefined ? idAt(new Date(end.getTime() - days * DAY_MILLISECONDS)) : begin(since);
  return { from, ...(run !== undefined && { to: run }) };
}

/** Errors: InvalidRun. */
export function onlyRun(run: string): Window {
  requireRunId(run);
  return { from: run, to: run };
}

function requireRunId(run: string): void {
  if (!RUN_ID.test(run)) throw usage('InvalidRun', `"${run}" is no run id`);
}

export const isWithin = ({ from, to }: Window, runId: string) => runId >= from && (to === undefined || runId <= to);

/** When the window begins, ISO. */
export const beginOf = ({ from }: Window) => momentOf(from).toISOString();

function begin(since: string): string {
  if (RUN_ID.test(since)) return since;
  const isTime = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(since) && !Number.isNaN(Date.parse(since));
  if (!isTime) throw usage('InvalidSince', `--since "${since}" is neither a run nor a day`);
  return idAt(new Date(since));
}

/** How the id of a run that begins then begins. */
const idAt = (date: Date) => date.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');

function momentOf(id: string): Date {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(id)?.map(Number) ?? [];
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second));
}

const usage = (code: string, message: string) =>
  new WinhardenError({
    code,
    message,
    suggestions: ['name a run from `winharden run list`, or a day (UTC) as 2027-01-31'],
    exit: EXIT.usage,
  });
