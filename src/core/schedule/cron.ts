import type { Expression } from './expression.ts';
import type { Mistake, Timing, Weekday } from './timing.ts';

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const EVERY_HOURS = [1, 2, 4, 8, 12];
const ANY_DAY = ['*', '?'];

interface Fields {
  minute: string;
  hour: string;
  date: string;
  month: string;
  day: string;
  year: string;
}

const write = ({ minute, hour, date, month, day, year }: Fields) =>
  `cron(${[minute, hour, date, month, day, year].join(' ')})`;

type Check = (fields: Fields) => Mistake | null;

/**
 * Reads the six fields of an association's cron. Associations run every half hour, every 1, 2, 4, 8 or 12 hours, every day, or on
 * one weekday: each, the nth or the last of a month. They know no months, no dates and no lists.
 */
export function parseCron(text: string): Expression | Mistake {
  const fields = fieldsOf(text.toUpperCase());
  const mistake = 'what' in fields ? fields : CHECKS.map((check) => check(fields)).find((found) => found !== null);
  if (mistake) return { ...mistake, instead: mistake.instead && wholly(mistake.instead) };
  return { text: write(fields as Fields), timing: timingOf(fields as Fields) };
}

/** A correction may have more to be corrected. */
function wholly(correction: string): string | null {
  const again = parseCron(correction.slice('cron('.length, -1));
  return 'what' in again ? again.instead : again.text;
}

function fieldsOf(text: string): Fields | Mistake {
  const parts = text.split(' ').filter(Boolean);
  if (parts.length === 7) {
    const [seconds, ...rest] = parts;
    if (seconds === '0') return named(rest);
    return { what: `the seconds are ${seconds}, and State Manager takes 0 only`, instead: write(named(rest)) };
  }
  if (parts.length === 6) return named(parts);
  const what = `it has ${parts.length} field${parts.length === 1 ? '' : 's'} and needs six: minute hour day-of-month month day-of-week year`;
  return { what, instead: parts.length === 5 ? fromUnix(parts) : null };
}

function named(parts: string[]): Fields {
  const [minute = '', hour = '', date = '', month = '', day = '', year = ''] = parts.map((part) =>
    part.replace(/^0(?=\d)/, ''),
  );
  return { minute: minute === '*/30' ? '0/30' : minute, hour, date, month, day, year };
}

/** Five fields are a Unix crontab, whose weekdays begin with 0 for Sunday; in AWS's they begin with 1. */
function fromUnix([minute = '', hour = '', date = '', month = '', day = '']: string[]): string {
  const weekday = /^[0-7]$/.test(day) ? (DAYS[Number(day) % 7] ?? day) : day;
  const fields = { minute: minute === '*' ? '0/30' : minute, hour, date, month, day: weekday, year: '*' };
  return write(oneQuestionMark(fields));
}

function oneQuestionMark(fields: Fields): Fields {
  return ANY_DAY.includes(fields.day) ? { ...fields, date: '*', day: '?' } : { ...fields, date: '?' };
}

const isNumber = (text: string, most: number) => /^\d{1,2}$/.test(text) && Number(text) <= most;

const noMonth: Check = (fields) =>
  fields.month === '*'
    ? null
    : {
        what: `associations know no months, and the fourth field is ${fields.month}`,
        instead: write({ ...fields, month: '*' }),
      };

const noYear: Check = (fields) =>
  fields.year === '*'
    ? null
    : {
        what: `associations know no years, and the sixth field is ${fields.year}`,
        instead: write({ ...fields, year: '*' }),
      };

const noDate: Check = (fields) =>
  ANY_DAY.includes(fields.date)
    ? null
    : {
        what: `associations know no days of the month, and the third field is ${fields.date}; they know the nth and the last weekday`,
        instead: write({ ...fields, date: '?', day: fields.date === 'L' ? '1L' : `SUN#${nthOf(fields.date)}` }),
      };

const nthOf = (date: string) => Math.min(5, Math.max(1, Math.ceil((Number.parseInt(date, 10) || 1) / 7)));

const questionMark: Check = (fields) => {
  const marks = [fields.date, fields.day].filter((field) => field === '?').length;
  if (marks === 1) return null;
  const what =
    marks === 0
      ? 'one of day-of-month and day-of-week has to be ?'
      : 'only one of day-of-month and day-of-week may be ?';
  return { what, instead: write(oneQuestionMark(fields)) };
};

const goodMinute: Check = (fields) => {
  const { minute } = fields;
  if (isNumber(minute, 59)) return null;
  if (/^[*0]\/30$/.test(minute)) {
    if (fields.hour === '*' && ANY_DAY.includes(fields.day)) return null;
    return {
      what: 'every half hour goes with every hour of every day',
      instead: write(oneQuestionMark({ ...fields, hour: '*', day: '?' })),
    };
  }
  const often = minute === '*' || /^[*\d]+\/\d+$/.test(minute);
  const what = often
    ? `the minute ${minute} is more often than State Manager takes: every half hour at most`
    : `the minute is 0 to 59, and ${minute} is not`;
  return {
    what,
    instead: write(
      often ? oneQuestionMark({ ...fields, minute: '0/30', hour: '*', day: '?' }) : { ...fields, minute: '0' },
    ),
  };
};

const goodHour: Check = (fields) => {
  const { hour } = fields;
  if (isNumber(hour, 23)) return null;
  const every = hour === '*' ? 1 : Number(/^[*0]\/(\d{1,2})$/.exec(hour)?.[1] ?? Number.NaN);
  if (!EVERY_HOURS.includes(every)) return wrongHour(fields, every);
  if (ANY_DAY.includes(fields.day)) return null;
  return {
    what: `every ${every === 1 ? 'hour' : `${every} hours`} of one weekday is nothing that State Manager takes: one time on it, or every day`,
    instead: write({ ...fields, hour: '2' }),
  };
};

function wrongHour(fields: Fields, every: number): Mistake {
  if (Number.isNaN(every))
    return {
      what: `the hour is 0 to 23, or 0/1, 0/2, 0/4, 0/8 or 0/12, and ${fields.hour} is none of these`,
      instead: write({
        ...fields,
        hour: /^\d+/.exec(fields.hour) ? String(Number.parseInt(fields.hour, 10) % 24) : '2',
      }),
    };
  const nearest = [...EVERY_HOURS].reverse().find((hours) => hours <= every) ?? 1;
  return {
    what: `State Manager takes every 1, 2, 4, 8 or 12 hours, and not every ${every}`,
    instead: write({ ...fields, hour: `0/${nearest}` }),
  };
}

const goodDay: Check = (fields) => {
  if (ANY_DAY.includes(fields.day) || weekdayOf(fields.day)) return null;
  const { day } = fields;
  const first = /SUN|MON|TUE|WED|THU|FRI|SAT|[1-7]/.exec(day)?.[0];
  const many = /[-,/]/.test(day);
  const what = many
    ? `the day of the week ${day} is several, and State Manager takes one; make a schedule for each, or one for every day`
    : `the day of the week is SUN to SAT or 1 (Sunday) to 7, as it is, as the nth (THU#2, to #5) or as the last (5L), and ${day} is none of these`;
  return {
    what,
    instead: many ? write({ ...fields, date: '*', day: '?' }) : write({ ...fields, day: first ?? 'SUN' }),
  };
};

const CHECKS = [noMonth, noYear, noDate, questionMark, goodMinute, goodHour, goodDay];

function weekdayOf(text: string): Weekday | null {
  const [, name = '', last, nth] = /^(SUN|MON|TUE|WED|THU|FRI|SAT|[1-7])(?:(L)|#([1-5]))?$/.exec(text) ?? [];
  if (name === '') return null;
  const weekday = DAYS.includes(name) ? DAYS.indexOf(name) : Number(name) - 1;
  if (last) return { weekday, nth: 'last' };
  return { weekday, ...(nth && { nth: Number(nth) }) };
}

function timingOf({ minute, hour, day }: Fields): Timing {
  const minutes = minute === '0/30' ? [0, 30] : [Number(minute)];
  const every = hour === '*' ? 1 : Number(hour.split('/')[1]);
  const hours = isNumber(hour, 23) ? [Number(hour)] : Array.from({ length: 24 / every }, (_, turn) => turn * every);
  return { kind: 'cron', minutes, hours, day: weekdayOf(day) };
}
