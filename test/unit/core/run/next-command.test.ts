import { deepEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { nextCommand, type Room } from '../../../../src/core/run/next-command.ts';

const shape = (room: Partial<Room>) =>
  nextCommand({ free: 500, most: 500, unsent: 10_000, typical: 60, restarts: false, ...room });

describe('nextCommand', () => {
  it('sends to as many as SSM takes at once where all may work at once', () => {
    deepEqual(shape({ unsent: 120 }), { ids: 50, width: 50, extraSeconds: 0 });
    deepEqual(shape({ unsent: 20 }), { ids: 20, width: 20, extraSeconds: 0 });
  });

  it('lets a command of a large wave run on by itself, and SSM try as much longer to deliver as nodes wait for each other', () => {
    const wanted = shape({});
    equal(wanted?.ids, 50);
    ok(wanted && wanted.width >= 10 && wanted.width < 15, `${wanted?.width}`);
    equal(wanted?.extraSeconds, (Math.ceil(50 / (wanted?.width ?? 1)) - 1) * 60 * 3);
  });

  it('makes commands as wide as they are long towards the end, so that all end together', () => {
    deepEqual(shape({ unsent: 400, free: 30 }), { ids: 30, width: 30, extraSeconds: 0 });
  });

  it('waits for room that is worth a call, and for none where nothing is left', () => {
    equal(shape({ free: 5 }), null);
    equal(shape({ unsent: 0 }), null);
    deepEqual(shape({ unsent: 3, free: 3 }), { ids: 3, width: 3, extraSeconds: 0 });
  });

  it('lets no node wait for another that may restart', () => {
    equal(shape({ restarts: true })?.extraSeconds, 0);
    equal(shape({ restarts: true, free: 20 })?.ids, 20);
  });

  it('lets few wait while nobody knows how long a node takes', () => {
    const first = shape({ typical: null, most: 50, free: 50 });
    deepEqual([first?.ids, first?.width], [50, 10]);
  });

  it('never asks for more than there is room, nor for more nodes than are left, and always goes on once all ended', () => {
    const room = fc.record({
      most: fc.integer({ min: 1, max: 2000 }),
      unsent: fc.integer({ min: 1, max: 20_000 }),
      free: fc.integer({ min: 0, max: 2000 }),
      typical: fc.option(fc.integer({ min: 1, max: 900 })),
      restarts: fc.boolean(),
    });
    fc.assert(
      fc.property(room, (given) => {
        const free = Math.min(given.free, given.most);
        const wanted = nextCommand({ ...given, free });
        if (wanted) {
          ok(wanted.width <= free && wanted.width <= wanted.ids && wanted.width >= 1);
          ok(wanted.ids <= Math.min(50, given.unsent) && wanted.ids >= 1);
        }
        ok(nextCommand({ ...given, free: given.most }) !== null);
      }),
    );
  });
});
