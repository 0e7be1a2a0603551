import { AwsError } from '../protocol/error.ts';

/** When an association runs: tells the next time after a moment; undefined where there is none. */
export type Schedule = (after: Date, since: Date, offsetDays: number) => Date | undefined;

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** The fifth weekday of a month may be this far away. */
const FARTHEST_DAYS = 190;
const NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const UNITS: Record<string, number> = { minute: 1, hour: 60, day: 1440 };

/** Reads what State Manager takes; anything else is `InvalidSchedule` (BEHAVIOUR.md, "Associations"). */
export function readSchedule(expression: string): Schedule {
  const [, kind = '', inner = ''] = /^(cron|rate|at)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'at') return single(expression, inner);
  if (kind === 'rate') return regular(expression, inner);
  if (kind === 'cron') return cron(expression, inner.trim().split(/ +/));
  throw invalid(expression);
}

const invalid = (expression: string) =>
  new AwsError(
    'InvalidSchedule',
    `The schedule is invalid. Verify your cron or rate expression and try again: ${expression}`,
  );

function single(expression: string, text: string): Schedule {
  const time = new Date(`${text}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) || Number.isNaN(time.getTime())) throw invalid(expression);
  return (after) => (time > after ? time : undefined);
}

function regular(expression: string, text: string): Schedule {
  const [, count = '0', unit = '', plural = ''] = /^(\d+) (minute|hour|day)(s?)$/.exec(text) ?? [];
  const minutes = Number(count) * (UNITS[unit] ?? 0);
  const wrongNumber = (plural === 's') !== Number(count) > 1;
  if (wrongNumber || minutes < 30 || minutes >= 31 * 1440) throw invalid(expression);
  return (after, since) => {
    const step = minutes * MINUTE;
    const turns = Math.floor((after.getTime() - since.getTime()) / step) + 1;
    return new Date(since.getTime() + Math.max(1, turns) * step);
  };
}

function cron(expression: string, fields: string[]): Schedule {
  const [minute = '', hour = '', date = '', month = '', day = '', year = ''] =
    fields.length === 7 && fields[0] === '0' ? fields.slice(1) : fields;
  const sound = fields.length >= 6 && fields.length <= 7 && month === '*' && year === '*';
  const oneMark = [date, day].filter((field) => field === '?').length === 1 && '*?'.includes(date);
  const halfHours = /^[0*]\/30$/.test(minute) && hour === '*' && '*?'.includes(day);
  const hours = /^\d{1,2}$/.test(minute) && /^(\*|[0*]\/(1|2|4|8|12))$/.test(hour) && '*?'.includes(day);
  const once = /^\d{1,2}$/.test(minute) && /^\d{1,2}$/.test(hour) && Number(hour) < 24;
  const isDay = dayTest(day);
  if (!sound || !oneMark || !isDay || !(halfHours || hours || once) || Number.parseInt(minute, 10) > 59)
    throw invalid(expression);
  return (after, since, offsetDays) => {
    const first = Math.max(since.getTime(), after.getTime() - offsetDays * DAY);
    const from = Math.floor(first / MINUTE) + 1;
    for (let at = from; at < from + FARTHEST_DAYS * 1440; at++) {
      const time = new Date(at * MINUTE);
      const fits = isPart(minute, time.getUTCMinutes()) && isPart(hour, time.getUTCHours()) && isDay(time);
      if (fits) return new Date(time.getTime() + offsetDays * DAY);
    }
    return undefined;
  };
}

function isPart(field: string, value: number): boolean {
  const [start, step] = field.split('/');
  if (step !== undefined) return value % Number(step) === 0;
  return start === '*' || Number(start) === value;
}

function dayTest(field: string): ((time: Date) => boolean) | undefined {
  if (field === '*' || field === '?') return () => true;
  const [, name = '', last, nth] = /^([A-Z]{3}|[1-7])(?:(L)|#([1-5]))?$/.exec(field) ?? [];
  const weekday = NAMES.includes(name) ? NAMES.indexOf(name) : Number(name || '0') - 1;
  if (!(weekday >= 0)) return undefined;
  return (time) => {
    if (time.getUTCDay() !== weekday) return false;
    const week = Math.floor((time.getUTCDate() - 1) / 7) + 1;
    const isLast = new Date(time.getTime() + 7 * DAY).getUTCMonth() !== time.getUTCMonth();
    return last ? isLast : nth === undefined || week === Number(nth);
  };
}
