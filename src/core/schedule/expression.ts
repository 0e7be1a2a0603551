import { EXIT, WinhardenError } from '../errors.ts';
import { parseCron } from './cron.ts';
import { MINUTE, type Mistake, type Timing } from './timing.ts';

/** A schedule as State Manager takes it, and when that means it runs. */
export interface Expression {
  /** `cron(…)`, `rate(…)` or `at(…)`, written in one way only, so that equal ones compare equal. */
  text: string;
  timing: Timing;
}

export type ExpressionKind = 'cron' | 'rate' | 'at';

/**
 * Reads what `--cron`, `--rate` or `--at` say, with or without the word and its brackets. Errors: InvalidSchedule, with what is
 * wrong and the corrected form. Associations take less of cron than anybody else, and count weekdays from 1 (SSM user guide,
 * "Cron and rate expressions for associations"): libraries such as croner count from 0 and take nearly all that is refused here.
 * Saying what is wrong is most of the work, and what is left of cron is a few lines of arithmetic.
 */
export function parseExpression(kind: ExpressionKind, given: string): Expression {
  const inner = inside(kind, given.trim());
  if (typeof inner !== 'string') throw invalid(kind, given, inner);
  const parsed = PARSERS[kind](inner.trim().split(/\s+/).join(' '));
  if ('what' in parsed) throw invalid(kind, given, parsed);
  return parsed;
}

/** The same of what an association says; null for what State Manager takes and this program does not write. */
export function readExpression(text: string): Expression | null {
  const kind = /^(cron|rate|at)\(/.exec(text)?.[1] as ExpressionKind | undefined;
  if (!kind || !text.endsWith(')')) return null;
  const parsed = PARSERS[kind](text.slice(kind.length + 1, -1).trim());
  return 'what' in parsed ? null : parsed;
}

const PARSERS: Record<ExpressionKind, (text: string) => Expression | Mistake> = {
  cron: parseCron,
  rate: parseRate,
  at: parseAt,
};

function inside(kind: ExpressionKind, text: string): string | Mistake {
  const word = /^([a-z]+)\s*\((.*)\)$/is.exec(text);
  if (!word) return text;
  const [, name = '', inner = ''] = word;
  if (name.toLowerCase() === kind) return inner;
  return {
    what: `it is a ${name}(…) and not a ${kind}(…)`,
    instead: null,
    hint: `pass it with --${name.toLowerCase()}`,
  };
}

const MINUTES: Record<string, number> = { minute: 1, hour: 60, day: 24 * 60 };
const LEAST_MINUTES = 30;
const MOST_MINUTES = 31 * 24 * 60;

function parseRate(text: string): Expression | Mistake {
  const [, count = '', word = ''] = /^(\d{1,6}) ?([a-z]+)$/i.exec(text) ?? [];
  const unit = word.toLowerCase().replace(/s$/, '');
  const minutes = Number(count) * (MINUTES[unit] ?? Number.NaN);
  if (Number.isNaN(minutes) || count === '')
    return { what: 'a rate is a whole number and minutes, hours or days', instead: 'rate(7 days)' };
  const write = (number: number, of: string) => `rate(${number} ${of}${number === 1 ? '' : 's'})`;
  if (minutes < LEAST_MINUTES)
    return { what: `${text} is less than 30 minutes, the least that State Manager takes`, instead: 'rate(30 minutes)' };
  if (minutes >= MOST_MINUTES)
    return { what: `${text} is not less than 31 days, as it has to be`, instead: 'rate(30 days)' };
  const correct = write(Number(count), unit);
  const plural = word.toLowerCase() !== unit;
  if (plural !== (Number(count) !== 1))
    return {
      what: `after ${count} the unit is written "${Number(count) === 1 ? unit : `${unit}s`}"`,
      instead: correct,
    };
  return { text: correct, timing: { kind: 'rate', milliseconds: minutes * MINUTE } };
}

/** UTC, to the second, without a zone. */
const AT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/i;

function parseAt(text: string): Expression | Mistake {
  const parts = AT.exec(text);
  if (!parts)
    return { what: 'a single time is written yyyy-MM-ddThh:mm:ss, in UTC', instead: 'at(2027-01-31T02:00:00)' };
  const [, day = '', minute = '', second = ':00', fraction, zone] = parts;
  const time = new Date(`${day}T${minute}${second}${zone?.toUpperCase() ?? 'Z'}`);
  if (Number.isNaN(time.getTime()) || (!zone && !time.toISOString().startsWith(`${day}T${minute}`)))
    return { what: `there is no time ${text}`, instead: null };
  const correct = `at(${time.toISOString().slice(0, 19)})`;
  if (zone) return { what: 'State Manager takes UTC only, and no zone', instead: correct };
  if (fraction || !parts[3] || text.includes(' ') || text.includes('t'))
    return { what: 'a single time is written yyyy-MM-ddThh:mm:ss', instead: correct };
  return { text: correct, timing: { kind: 'at', time } };
}

const ANY = {
  cron: 'every day at two: cron(0 2 * * ? *); on Sundays: cron(0 2 ? * SUN *); every four hours: cron(0 0/4 * * ? *)',
  rate: 'rate(30 minutes), rate(1 hour) and rate(7 days) are such rates',
  at: 'at(2027-01-31T02:00:00) is such a time',
};

function invalid(kind: ExpressionKind, given: string, { what, instead, hint }: Mistake): WinhardenError {
  return new WinhardenError({
    code: 'InvalidSchedule',
    message: `the schedule "${given}" cannot be used: ${what}`,
    suggestions: [...(instead ? [`write it as ${instead}`] : []), hint ?? ANY[kind]],
    exit: EXIT.usage,
  });
}
