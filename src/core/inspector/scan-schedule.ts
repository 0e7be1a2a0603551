import { EXIT, WinhardenError } from '../errors.ts';
import type { CisSchedule } from './model.ts';

/** What the flags say, as typed. */
export interface RawSchedule {
  daily?: string;
  weekly?: string;
  monthly?: string;
  zone: string;
}

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

const usage = (message: string, next: string) =>
  new WinhardenError({ code: 'InvalidSchedule', message, suggestions: [next], exit: EXIT.usage });

/**
 * `02:00` daily; `MON,THU 02:00` weekly; `SUN 02:00` monthly, because Inspector takes a weekday there and no date; none of them once,
 * now. Errors: InvalidSchedule.
 */
export function cisSchedule({ daily, weekly, monthly, zone }: RawSchedule): CisSchedule {
  if ([daily, weekly, monthly].filter((each) => each !== undefined).length > 1)
    throw usage('a scan has one schedule, and several are named', 'use one of --daily, --weekly and --monthly');
  if (!isZone(zone)) throw usage(`"${zone}" is no time zone`, 'write it as --time-zone Europe/Berlin, or UTC');
  if (daily !== undefined) return { every: 'day', time: timeOf(daily, '--daily 02:00'), zone };
  if (weekly !== undefined) {
    const { days, time } = daysAndTime(weekly, '--weekly "MON,THU 02:00"');
    return { every: 'week', days, time, zone };
  }
  if (monthly === undefined) return { every: 'once' };
  const example = '--monthly "SUN 02:00"';
  const { days, time } = daysAndTime(monthly, example);
  if (days.length !== 1)
    throw usage(`"${monthly}" names ${days.length} days, and a monthly scan has one`, `write it as ${example}`);
  return { every: 'month', day: days[0] as string, time, zone };
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}

function timeOf(text: string, example: string): string {
  if (TIME.test(text)) return text;
  throw usage(`"${text}" is no time of day`, `write it as ${example}`);
}

function daysAndTime(text: string, example: string): { days: string[]; time: string } {
  const [names = '', time = ''] = text.trim().split(/\s+/);
  const days = [...new Set(names.toUpperCase().split(','))];
  const wrong = days.find((day) => !DAYS.includes(day));
  if (/^\d+$/.test(names)) throw usage(`Inspector takes a weekday, and "${names}" is a date`, `write it as ${example}`);
  if (wrong !== undefined)
    throw usage(`"${wrong}" is no day of the week (${DAYS.join(', ')})`, `write it as ${example}`);
  return { days, time: timeOf(time, example) };
}

/** A schedule in words. */
export function scheduleText(schedule: CisSchedule): string {
  if (schedule.every === 'once') return 'once';
  const at = `${schedule.time} ${schedule.zone}`;
  if (schedule.every === 'day') return `daily at ${at}`;
  if (schedule.every === 'week') return `weekly on ${schedule.days.join(', ')} at ${at}`;
  return `monthly on the first ${schedule.day} at ${at}`;
}
