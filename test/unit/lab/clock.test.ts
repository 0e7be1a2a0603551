import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Clock } from '../../../src/lab/clock.ts';
import { Timers } from '../../../src/lab/timers.ts';

describe('lab: clock', () => {
  it('skips to what is due next, and does it in the order in which it is due', () => {
    const clock = new Clock(1);
    const began = clock.now().getTime();
    const done: string[] = [];
    clock.after(7200, () => done.push('later'));
    const cancel = clock.after(60, () => done.push('cancelled'));
    clock.after(3600, () => {
      done.push('first');
      clock.after(1, () => done.push('because of the first'));
    });
    cancel();
    assert.deepEqual([clock.skipToNext(), [...done]], [true, ['first']]);
    assert.ok(clock.now().getTime() - began >= 3_600_000);
    assert.deepEqual([clock.skipToNext(), clock.skipToNext(), clock.skipToNext()], [true, true, false]);
    assert.deepEqual(done, ['first', 'because of the first', 'later']);
    clock.stop();
  });

  it('does by itself what becomes due in the meantime', async () => {
    const clock = new Clock(100);
    const began = performance.now();
    await new Promise((resolve) => {
      clock.after(1000, () => assert.fail('not yet'));
      clock.after(2, () => resolve(undefined));
    });
    assert.ok(performance.now() - began < 5000);
    clock.stop();
  });

  it('holds any number of timers in order, dropped ones left out', () => {
    const timer = fc.record({ due: fc.nat(50), dropped: fc.boolean() });
    fc.assert(
      fc.property(fc.array(timer), fc.nat(60), (given, by) => {
        const timers = new Timers();
        for (const { due, dropped } of given) {
          const added = timers.add(due, () => {});
          if (dropped) timers.drop(added);
        }
        const taken: number[] = [];
        for (let each = timers.take(by); each; each = timers.take(by)) taken.push(each.due);
        const left = given.filter(({ dropped }) => !dropped).map(({ due }) => due);
        assert.deepEqual(
          taken,
          left.filter((due) => due <= by).sort((one, other) => one - other),
        );
        assert.equal(timers.next()?.due, left.filter((due) => due > by).sort((one, other) => one - other)[0]);
      }),
    );
  });
});
