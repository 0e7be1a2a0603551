import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Pace, type Scene } from '../../../../src/core/run/pace.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const scene = (over: Partial<Scene>): Scene => ({
  now: NOW,
  left: 5,
  atWork: 5,
  rounds: 0,
  moved: false,
  since: NOW,
  ...over,
});

describe('Pace', () => {
  it('looks at growing intervals up to 15 seconds while nothing is known', () => {
    const pace = new Pace(2);
    const waits = Array.from({ length: 20 }, () => pace.next(scene({})));
    ok(waits.every((wait, index) => index === 0 || wait >= (waits[index - 1] ?? 0)));
    deepEqual([waits[0], waits.at(-1)], [2.5, 15]);
    equal(pace.next(scene({ moved: true })), 2);
  });

  it('does not look before any node can have ended', () => {
    const pace = new Pace(2);
    for (const seconds of [100, 120, 140]) pace.nodeTook(seconds);
    equal(pace.typical, 120);
    equal(pace.next(scene({ moved: true })), 90);
    const later = new Date(NOW.getTime() + 89_000);
    ok(pace.next(scene({ moved: true, now: later })) <= 12);
  });

  it('spreads the looks that many nodes are worth over the time that they take', () => {
    const pace = new Pace(2);
    pace.nodeTook(60);
    const since = new Date(0);
    const wait = (left: number, atWork: number) => pace.next(scene({ left, atWork, moved: true, since }));
    const looks = (10_000 / 500) * (60 / wait(10_000, 500));
    ok(looks > 100 && looks < 250, `${looks} looks`);
    equal(wait(50_000, 10), 90, 'no longer than one and a half nodes take');
    equal(wait(1, 1), 60 / (10 + 1 / 50));
  });

  it('looks less often while no slot of a command gets free', () => {
    const pace = new Pace(2);
    pace.nodeTook(60);
    const wait = (rounds: number) =>
      pace.next(scene({ left: 1000, atWork: 100, rounds, moved: true, since: new Date(0) }));
    deepEqual([wait(0), wait(0.5), wait(1), wait(20)], [20, 27, 54, 90]);
  });

  it('waits longer and longer for a node that does not end', () => {
    const pace = new Pace(2);
    pace.nodeTook(600);
    const since = new Date(0);
    const waits = Array.from({ length: 20 }, () => pace.next(scene({ left: 1, atWork: 1, since })));
    ok((waits[0] ?? 0) < 80);
    equal(waits.at(-1), 150);
  });
});
