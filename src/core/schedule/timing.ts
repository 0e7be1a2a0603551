/** When a schedule runs. Times are UTC, the only zone that State Manager knows. */
export type Timing =
  | { kind: 'at'; time: Date }
  | { kind: 'rate'; milliseconds: number }
  | { kind: 'cron'; minutes: number[]; hours: number[]; day: Weekday | null };

/** Every such weekday, the nth of a month, or the last one. */
export interface Weekday {
  /** 0 is Sunday. */
  weekday: number;
  nth?: number | 'last';
}

/** What is wrong with an expression, in words, and how it is written, where that can be told. */
export interface Mistake {
  what: string;
  instead: string | null;
  hint?: string;
}

export const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export interface Calendar {
  /** Runs later than this are wanted. */
  after: Date;
  /** When the schedule began to hold: a rate counts from here, and a day before here has no offset. */
  since: Date;
  /** Days between a cron time and the run. */
  offsetDays: number;
}

/** The next times at which it runs, fewer where there are no more. */
export function nextRuns(timing: Timing, calendar: Calendar, count: number): Date[] {
  const runs: Date[] = [];
  for (const run of runsOf(timing, calendar)) {
    if (run > calendar.after) runs.push(run);
    if (runs.length >= count) break;
  }
  return runs;
}

function* runsOf(timing: Timing, { after, since, offsetDays }: Calendar): Generator<Date> {
  if (timing.kind === 'at') yield timing.time;
  else if (timing.kind === 'rate') {
    const passed = Math.max(0, Math.floor((after.getTime() - since.getTime()) / timing.milliseconds));
    for (let turn = passed + 1; ; turn++) yield new Date(since.getTime() + turn * timing.milliseconds);
  } else {
    const from = Math.max(since.getTime(), after.getTime() - offsetDays * DAY);
    for (let day = Math.floor(from / DAY) * DAY; ; day += DAY) {
      if (!isOn(new Date(day), timing.day)) continue;
      for (const hour of timing.hours)
        for (const minute of timing.minutes) {
          const time = day + (hour * 60 + minute) * MINUTE;
          if (time > since.getTime()) yield new Date(time + offsetDays * DAY);
        }
    }
  }
}

function isOn(date: Date, day: Weekday | null): boolean {
  if (day === null) return true;
  if (date.getUTCDay() !== day.weekday) return false;
  if (day.nth === undefined) return true;
  if (day.nth === 'last') return new Date(date.getTime() + 7 * DAY).getUTCMonth() !== date.getUTCMonth();
  return Math.ceil(date.getUTCDate() / 7) === day.nth;
}
