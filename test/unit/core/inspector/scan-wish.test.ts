import { deepEqual, equal, throws } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { cisSchedule, scheduleText } from '../../../../src/core/inspector/scan-schedule.ts';
import { differences, scanTags, scanWish, targetTagAlternatives } from '../../../../src/core/inspector/scan-wish.ts';

const zone = 'Europe/Berlin';
const tagged = (...tags: string[]) => scanTags({ tags, instanceIds: [] });

describe('when Inspector scans', () => {
  it('is once, or at set times', () => {
    const said = [{}, { daily: '02:00' }, { weekly: 'mon,THU 23:59' }, { monthly: 'SUN 00:05' }].map((each) =>
      cisSchedule({ ...each, zone }),
    );
    deepEqual(said, [
      { every: 'once' },
      { every: 'day', time: '02:00', zone },
      { every: 'week', days: ['MON', 'THU'], time: '23:59', zone },
      { every: 'month', day: 'SUN', time: '00:05', zone },
    ]);
    deepEqual(said.map(scheduleText), [
      'once',
      'daily at 02:00 Europe/Berlin',
      'weekly on MON, THU at 23:59 Europe/Berlin',
      'monthly on the first SUN at 00:05 Europe/Berlin',
    ]);
  });

  it('is refused with the corrected form', () => {
    const wrong = (raw: object, message: RegExp) =>
      throws(() => cisSchedule({ zone, ...raw }), { code: 'InvalidSchedule', message });
    wrong({ daily: '02:00', zone: 'Berlin' }, /"Berlin" is no time zone/);
    wrong({ daily: '2:00' }, /"2:00" is no time of day/);
    wrong({ daily: '02:00', weekly: 'MON 02:00' }, /several are named/);
    wrong({ weekly: 'MONDAY 02:00' }, /"MONDAY" is no day of the week/);
    wrong({ weekly: 'MON' }, /"" is no time of day/);
    wrong({ monthly: '31 02:00' }, /takes a weekday, and "31" is a date/);
    wrong({ monthly: 'SUN,MON 02:00' }, /names 2 days/);
  });
});

describe('what Inspector scans', () => {
  it('is named by tags, values of one key being alternatives', () => {
    deepEqual(targetTagAlternatives(tagged('env=prod', 'env=test', 'team=web')), [
      { env: ['prod', 'test'], team: ['web'] },
    ]);
    equal(targetTagAlternatives(tagged('eks:nodegroup=windows-ng')).length, 3);
  });

  it('is not named by ids, by nothing, or by more than Inspector takes', () => {
    const none = { tags: [], instanceIds: [] };
    throws(() => scanTags(none), { code: 'TagsNeeded', message: /by nothing/ });
    throws(() => scanTags({ ...none, instanceIds: ['i-1'] }), { code: 'TagsNeeded', message: /by ids/ });
    throws(() => scanTags({ ...none, resourceGroup: 'web' }), { code: 'TagsNeeded', message: /by a resource group/ });
    throws(() => tagged(...['a', 'b', 'c', 'd', 'e', 'f'].map((key) => `${key}=1`)), {
      code: 'TooManyTags',
      message: /there are 6 tags/,
    });
    throws(() => tagged(...['1', '2', '3', '4', '5', '6'].map((each) => `env=${each}`)), {
      code: 'TooManyTags',
      message: /6 values of the tag env/,
    });
  });

  it('has a name of its own where it is made once', () => {
    const input = { level: 2 as const, targetTags: { env: ['prod'] }, now: '2027-01-31T10:00:00.123Z' };
    equal(scanWish({ ...input, schedule: { every: 'once' } }).name, 'winharden-cis-l2-20270131T100000Z');
    const nightly = scanWish({ ...input, schedule: cisSchedule({ daily: '02:00', zone }) });
    deepEqual([nightly.name, nightly.accounts, nightly.tags['winharden:level']], ['winharden-cis-l2', ['SELF'], '2']);
    throws(() => scanWish({ ...input, schedule: { every: 'once' }, name: 'x'.repeat(129) }), { code: 'InvalidName' });
  });

  it('is compared with what is there, whatever the order', () => {
    const wish = scanWish({
      level: 1,
      schedule: cisSchedule({ weekly: 'MON,THU 02:00', zone }),
      targetTags: { a: ['1', '2'], b: ['3'] },
      now: '',
    });
    const there = {
      ...wish,
      arn: 'arn',
      targetTags: { b: ['3'], a: ['2', '1'] },
      schedule: { ...wish.schedule, days: ['THU', 'MON'] },
    };
    deepEqual(differences(there, wish), []);
    deepEqual(differences({ ...there, level: 2, schedule: { every: 'once' }, targetTags: {} }, wish), [
      'level 2 and not 1',
      'another schedule',
      'other tags',
    ]);
  });
});
