import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { WinhardenError } from '../../../../src/core/errors.ts';
import { type ExpressionKind, parseExpression, readExpression } from '../../../../src/core/schedule/expression.ts';
import { nextRuns } from '../../../../src/core/schedule/timing.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

function mistake(kind: ExpressionKind, text: string): string[] {
  try {
    const { text: read } = parseExpression(kind, text);
    assert.fail(`${text} was taken as ${read}`);
  } catch (error) {
    const { code, message, suggestions } = error as WinhardenError;
    assert.equal(code, 'InvalidSchedule', message);
    return [message, ...suggestions];
  }
}

function runs(text: string, after: string, count = 3, offsetDays = 0, since = after): string[] {
  const { timing } = readExpression(text) as NonNullable<ReturnType<typeof readExpression>>;
  const calendar = { after: new Date(after), since: new Date(since), offsetDays };
  return nextRuns(timing, calendar, count).map((run) => run.toISOString().slice(0, 16));
}

describe('schedule expressions', () => {
  it('takes what State Manager takes, with or without the word, in one way of writing', () => {
    const taken: [ExpressionKind, string, string][] = [
      ['cron', 'cron(0/30 * * * ? *)', 'cron(0/30 * * * ? *)'],
      ['cron', '*/30 * * * ? *', 'cron(0/30 * * * ? *)'],
      ['cron', '0 */30 * * * ? *', 'cron(0/30 * * * ? *)'],
      ['cron', '0 0/12 * * ? *', 'cron(0 0/12 * * ? *)'],
      ['cron', 'CRON( 05  02 ? * sun * )', 'cron(5 2 ? * SUN *)'],
      ['cron', '15 13 ? * * *', 'cron(15 13 ? * * *)'],
      ['cron', '0 0 ? * THU#2 *', 'cron(0 0 ? * THU#2 *)'],
      ['cron', '0 0 ? * 3L *', 'cron(0 0 ? * 3L *)'],
      ['rate', '30 minutes', 'rate(30 minutes)'],
      ['rate', 'rate(1 hour)', 'rate(1 hour)'],
      ['rate', '30  days', 'rate(30 days)'],
      ['at', '2027-02-28T23:59:00', 'at(2027-02-28T23:59:00)'],
    ];
    for (const [kind, given, text] of taken) assert.equal(parseExpression(kind, given).text, text);
  });

  it('explains mistakes, with the corrected form', () => {
    const wrong: [ExpressionKind, string, RegExp, string | null][] = [
      ['cron', '0 2 * * 0', /5 fields and needs six/, 'cron(0 2 ? * SUN *)'],
      ['cron', '0 2 * * *', /5 fields and needs six/, 'cron(0 2 * * ? *)'],
      ['cron', '*/5 * * * *', /5 fields/, 'cron(0/30 * * * ? *)'],
      ['cron', '0/5 * * * ? *', /more often/, 'cron(0/30 * * * ? *)'],
      ['cron', '0 2 ? JAN SUN *', /no months/, 'cron(0 2 ? * SUN *)'],
      ['cron', '0 2 ? * SUN 2027', /no years/, 'cron(0 2 ? * SUN *)'],
      ['cron', '0 2 15 * ? *', /no days of the month/, 'cron(0 2 ? * SUN#3 *)'],
      ['cron', '0 2 L * ? *', /no days of the month/, 'cron(0 2 ? * 1L *)'],
      ['cron', '0 2 * * * *', /has to be \?/, 'cron(0 2 * * ? *)'],
      ['cron', '0 2 ? * ? *', /only one of/, 'cron(0 2 * * ? *)'],
      ['cron', '0 2 ? * MON-FRI *', /several/, 'cron(0 2 * * ? *)'],
      ['cron', '0 2 ? * SUNDAY *', /SUN to SAT/, 'cron(0 2 ? * SUN *)'],
      ['cron', '0 0/3 * * ? *', /not every 3/, 'cron(0 0/2 * * ? *)'],
      ['cron', '0 25 * * ? *', /0 to 23/, 'cron(0 1 * * ? *)'],
      ['cron', '70 2 * * ? *', /0 to 59/, 'cron(0 2 * * ? *)'],
      ['cron', '30 0 2 * * ? *', /seconds are 30/, 'cron(0 2 * * ? *)'],
      ['cron', '0 0/2 ? * SUN *', /one weekday/, 'cron(0 2 ? * SUN *)'],
      ['cron', 'rate(1 day)', /is a rate\(…\)/, null],
      ['rate', '1 hours', /written "hour"/, 'rate(1 hour)'],
      ['rate', '5 hour', /written "hours"/, 'rate(5 hours)'],
      ['rate', '5 minutes', /less than 30 minutes/, 'rate(30 minutes)'],
      ['rate', '31 days', /less than 31 days/, 'rate(30 days)'],
      ['rate', 'weekly', /whole number/, 'rate(7 days)'],
      ['at', '2027-01-31T02:00:00+02:00', /UTC only/, 'at(2027-01-31T00:00:00)'],
      ['at', '2027-01-31 02:00', /yyyy-MM-ddThh:mm:ss/, 'at(2027-01-31T02:00:00)'],
      ['at', '2027-02-30T02:00:00', /no time/, null],
      ['at', 'tomorrow', /yyyy-MM-ddThh:mm:ss/, 'at(2027-01-31T02:00:00)'],
    ];
    for (const [kind, given, words, corrected] of wrong) {
      const [message = '', suggestion] = mistake(kind, given);
      assert.match(message, words);
      if (corrected) assert.equal(suggestion, `write it as ${corrected}`);
    }
  });

  it('tells the next runs', () => {
    const now = '2026-11-25T01:10:00Z';
    assert.deepEqual(runs('cron(0/30 * * * ? *)', now), ['2026-11-25T01:30', '2026-11-25T02:00', '2026-11-25T02:30']);
    assert.deepEqual(runs('cron(0 0/12 * * ? *)', now), ['2026-11-25T12:00', '2026-11-26T00:00', '2026-11-26T12:00']);
    assert.deepEqual(runs('cron(0 2 ? * SUN *)', now, 2), ['2026-11-29T02:00', '2026-12-06T02:00']);
    assert.deepEqual(runs('cron(0 0 ? * THU#2 *)', now, 2), ['2026-12-10T00:00', '2027-01-14T00:00']);
    assert.deepEqual(runs('cron(0 0 ? * 3L *)', now, 2), ['2026-12-29T00:00', '2027-01-26T00:00']);
    assert.deepEqual(runs('cron(0 0 ? * MON#5 *)', now, 2), ['2026-11-30T00:00', '2027-03-29T00:00']);
    assert.deepEqual(runs('rate(7 days)', now, 2), ['2026-12-02T01:10', '2026-12-09T01:10']);
    assert.deepEqual(runs('at(2026-11-25T02:00:00)', now), ['2026-11-25T02:00']);
    assert.deepEqual(runs('at(2026-11-24T02:00:00)', now), []);
  });

  it('an offset moves each run, and a day that is already over when the schedule begins has none', () => {
    const tuesday = 'cron(0 2 ? * TUE *)';
    assert.deepEqual(runs(tuesday, '2026-11-25T01:10:00Z', 1, 3), ['2026-12-04T02:00']);
    assert.deepEqual(runs(tuesday, '2026-11-25T01:10:00Z', 1, 3, '2026-11-01T00:00:00Z'), ['2026-11-27T02:00']);
  });

  it('a corrected form is one that State Manager takes', () => {
    const field = fc.constantFrom(
      '*',
      '?',
      '0',
      '7',
      '15',
      '99',
      '0/2',
      '*/5',
      '0/30',
      'L',
      'W',
      '1-5',
      'MON',
      'FRI-SUN',
      '3L',
      'X',
      '#',
      'TUE#2',
    );
    fc.assert(
      fc.property(fc.array(field, { minLength: 5, maxLength: 7 }), (fields) => {
        try {
          parseExpression('cron', fields.join(' '));
        } catch (error) {
          const { code, suggestions } = error as WinhardenError;
          assert.equal(code, 'InvalidSchedule');
          const [, corrected] = /^write it as (.*)$/.exec(suggestions[0] ?? '') ?? [];
          assert.ok(corrected, suggestions[0]);
          assert.equal(parseExpression('cron', corrected).text, corrected);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('runs when every field agrees with the time, and at no other time', () => {
    const minute = fc.integer({ min: 0, max: 59 }).map(String);
    const hour = fc.oneof(
      fc.integer({ min: 0, max: 23 }).map(String),
      fc.constantFrom('*', '0/1', '0/2', '0/4', '0/8', '0/12'),
    );
    const start = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(minute, hour, start, (minute, hour, after) => {
        const text = parseExpression('cron', `${minute} ${hour} * * ? *`).text;
        const every = hour === '*' ? 1 : Number(hour.split('/')[1]);
        const expected: string[] = [];
        const first = Math.floor(after.getTime() / MINUTE) + 1;
        for (let at = first; at < first + 2 * 1440 && expected.length < 3; at++) {
          const [hours, minutes] = [Math.floor(at / 60) % 24, at % 60];
          const fits = hour.includes('/') || hour === '*' ? hours % every === 0 : hours === Number(hour);
          if (fits && minutes === Number(minute)) expected.push(new Date(at * MINUTE).toISOString().slice(0, 16));
        }
        assert.deepEqual(runs(text, after.toISOString()).slice(0, expected.length), expected);
      }),
    );
  });

  it('the nth and the last weekday come once a month at most', () => {
    const day = fc.constantFrom('SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT');
    const which = fc.constantFrom('#1', '#2', '#3', '#4', '#5', 'L');
    const start = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(day, which, start, (day, which, after) => {
        const found = runs(`cron(0 0 ? * ${day}${which} *)`, after.toISOString(), 6).map((run) => new Date(`${run}Z`));
        assert.equal(new Set(found.map((run) => run.toISOString().slice(0, 7))).size, 6);
        for (const run of found) {
          const week = new Date(run.getTime() + 7 * DAY).getUTCMonth() === run.getUTCMonth();
          if (which === 'L') assert.ok(!week);
          else assert.equal(Math.floor((run.getUTCDate() - 1) / 7) + 1, Number(which[1]));
          assert.equal(run.toUTCString().slice(0, 3).toUpperCase(), day);
        }
      }),
    );
  });
});
