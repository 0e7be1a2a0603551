import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { beginOf, isWithin, onlyRun, windowOf } from '../../../../src/core/drift/window.ts';

const NOW = new Date('2027-01-31T12:00:00.500Z');
const RUN = '20270131T101500Z-a1b2c3';
const OLDER = '20270101T000000Z-000000';

describe('the window of runs', () => {
  it('is so many days up to now, or up to a run', () => {
    const days = windowOf({ days: 30, now: NOW });
    assert.equal(beginOf(days), '2027-01-01T12:00:00.000Z');
    assert.deepEqual(
      [RUN, OLDER].map((id) => isWithin(days, id)),
      [true, false],
    );
    const upTo = windowOf({ run: RUN, days: 31, now: NOW });
    assert.deepEqual(
      [RUN, OLDER, '20270131T101501Z-000000'].map((id) => isWithin(upTo, id)),
      [true, true, false],
    );
  });

  it('begins with a run, a day or a moment', () => {
    const begin = (since: string) => windowOf({ since, days: 1, now: NOW });
    assert.ok(isWithin(begin(RUN), RUN));
    assert.ok(isWithin(begin('2027-01-01'), OLDER));
    assert.ok(!isWithin(begin('2027-01-01T00:00:01Z'), OLDER));
    assert.equal(beginOf(begin('2027-01-01')), '2027-01-01T00:00:00.000Z');
  });

  it('may be one run', () => {
    assert.deepEqual(
      [RUN, OLDER].map((id) => isWithin(onlyRun(RUN), id)),
      [true, false],
    );
  });

  it('refuses what is neither', () => {
    for (const since of ['', 'last week', '2027-13-01', '2027-1-1', '31.01.2027']) {
      assert.throws(() => windowOf({ since, days: 1, now: NOW }), { code: 'InvalidSince', exit: 2 }, since);
    }
    assert.throws(() => windowOf({ run: '7', days: 1, now: NOW }), { code: 'InvalidRun', exit: 2 });
    assert.throws(() => onlyRun('../x'), { code: 'InvalidRun' });
  });
});
