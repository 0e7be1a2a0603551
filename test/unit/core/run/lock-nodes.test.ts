import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { WinhardenError } from '../../../../src/core/errors.ts';
import { continueRun } from '../../../../src/core/run/continue-run.ts';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import { lockNodes } from '../../../../src/core/run/lock-nodes.ts';
import type { RunOptions } from '../../../../src/core/run/model.ts';
import { Paused } from '../../../../src/core/run/paused.ts';
import { idOf, inline, OPTIONS, specFor, World } from './doubles.ts';

const PLACE = 'results/winharden/locks.json';
const MINUTE = 60_000;

const claimOf = (
  runId: string,
  nodes: string[],
  over: Partial<RunOptions> = {},
  operation: 'apply' | 'audit' = 'apply',
) => ({
  runId,
  nodes,
  identity: { account: '111122223333', arn: `arn:aws:iam::111122223333:user/${runId}`, region: 'eu-west-1' },
  spec: { operation, options: { ...OPTIONS, ...over } },
});

const lock = (world: World, ...given: Parameters<typeof claimOf>) =>
  lockNodes(world.ports, world.io, claimOf(...given));

describe('the lock on nodes', () => {
  it('lets two runs on different nodes go on side by side, and each takes back its own', async () => {
    const world = new World(0);
    const one = await lock(world, 'one', [idOf(1), idOf(2)]);
    const two = await lock(world, 'two', [idOf(3)]);
    assert.deepEqual(world.shared.runs(), ['one', 'two']);
    await one.release();
    assert.deepEqual(world.shared.runs(), ['two']);
    await two.release();
    assert.deepEqual(world.shared.runs(), []);
  });

  it('tells the second who has some of its nodes, since when, in which run and until when', async () => {
    const world = new World(0);
    await lock(world, 'one', [1, 2, 3, 4, 5, 6].map(idOf));
    const ids = [2, 3, 4, 5, 9].map(idOf);
    await assert.rejects(lock(world, 'two', ids), {
      code: 'NodesInUse',
      message:
        `nothing was sent to these nodes: the run one (apply) of arn:aws:iam::111122223333:user/one works on ${idOf(2)}, ${idOf(3)}, ${idOf(4)} ` +
        'and 1 more since 2026-11-23T18:00:00.000Z, and holds them until 2026-11-23T18:30:00.000Z',
    });
    await lock(world, 'two', ids, { noLock: true });
    assert.deepEqual(world.shared.runs(), ['one']);
  });

  it('is given to one of two who ask at the same moment', async () => {
    const world = new World(0);
    let others = 3;
    world.shared.meanwhile = async () => {
      if (others-- > 0) await lock(world, `other-${others}`, [idOf(9 - others)]);
    };
    await lock(world, 'one', [idOf(1)]);
    assert.deepEqual(world.shared.runs().sort(), ['one', 'other-0', 'other-1', 'other-2']);

    const racing = new World(0);
    let raced = false;
    racing.shared.meanwhile = async () => {
      if (raced) return;
      raced = true;
      await lock(racing, 'faster', [idOf(1)]);
    };
    await assert.rejects(lock(racing, 'slower', [idOf(1)]), { code: 'NodesInUse', message: /the run faster/ });
    assert.deepEqual(racing.shared.runs(), ['faster']);
  });

  it('takes nodes that join, or leaves them to who has them and keeps its own', async () => {
    const world = new World(0);
    const one = await lock(world, 'one', [idOf(1)]);
    await one.add([idOf(2)]);
    await assert.rejects(lock(world, 'two', [idOf(2)]), { code: 'NodesInUse' });
    await lock(world, 'two', [idOf(3)]);
    await assert.rejects(one.add([idOf(3), idOf(4)]), { code: 'NodesInUse', message: /the run two/ });
    await lock(world, 'three', [idOf(4)]);
    await one.clock.sleep(10 * MINUTE);
    await assert.rejects(lock(world, 'four', [idOf(1)]), { code: 'NodesInUse', message: /the run one/ });
  });

  it('is over when nobody renews it, and stays as long as somebody waits with it', async () => {
    const world = new World(0);
    const { clock } = await lock(world, 'one', [idOf(1)]);
    await clock.sleep(29 * MINUTE);
    await clock.sleep(300 * MINUTE);
    await assert.rejects(lock(world, 'two', [idOf(1)]), { code: 'NodesInUse' });
    await world.clock.sleep(31 * MINUTE);
    await lock(world, 'two', [idOf(1)]);
    assert.deepEqual(world.shared.runs(), ['two']);
    await assert.rejects(
      clock.sleep(1000),
      (error: unknown) => error instanceof Paused && /the run two/.test(error.message),
    );
  });

  it('outlives a renewal that fails', async () => {
    const world = new World(0);
    const { clock } = await lock(world, 'one', [idOf(1)]);
    let failing = 2;
    world.shared.meanwhile = async () => {
      if (failing-- > 0) throw new WinhardenError({ code: 'Unreachable', message: 's3 could not be reached' });
    };
    await clock.sleep(60 * MINUTE);
    assert.equal(
      world.warnings().filter((text) => /could not be renewed: s3 could not be reached/.test(text)).length,
      2,
    );
    await assert.rejects(lock(world, 'two', [idOf(1)]), { code: 'NodesInUse' });
  });

  it('is none where the bucket may not be written, and that is said', async () => {
    const world = new World(0);
    world.shared.meanwhile = async () => {
      throw new WinhardenError({ code: 'NoPermission', message: 'you may not call s3:PutObject' });
    };
    await (await lock(world, 'one', [idOf(1)])).release();
    assert.match(world.warnings()[0] ?? '', /nobody is kept from .*s3:PutObject/);
  });

  it('is not read as something that it is not', async () => {
    const world = new World(0);
    for (const text of ['{"half":', '{"format":2,"runs":[]}']) {
      world.shared.objects.set(PLACE, { text, tag: 'x' });
      await assert.rejects(lock(world, 'one', [idOf(1)]), {
        code: 'DamagedLocks',
        message: /s3:\/\/results\/winharden\/locks/,
      });
    }
  });

  it('is heeded by an audit in words only, and is none of its own', async () => {
    const world = new World(0);
    await lock(world, 'one', [idOf(1)]);
    await lock(world, 'look', [idOf(1)], {}, 'audit');
    assert.match(world.warnings()[0] ?? '', /^the run one .* so that this audit may find what is half done$/);
    await lock(world, 'look', [idOf(2)], {}, 'audit');
    assert.deepEqual([world.warnings().length, world.shared.runs()], [1, ['one']]);
  });
});

describe('a run and the lock', () => {
  const lockedBy = async (world: World, runId: string) => lock(world, runId, [idOf(2)]);

  it('holds its nodes from before its first command to its end', async () => {
    const world = new World(3);
    const seen: string[][] = [];
    const { send } = world.fleet;
    world.fleet.send = (request) => {
      seen.push(world.shared.runs());
      return send(request);
    };
    const { runId } = await executeRun(world.ports, specFor(), world.io);
    assert.deepEqual(seen, [[runId], [runId]]);
    assert.deepEqual(world.shared.runs(), []);
  });

  it('is refused before anything is sent or kept where another has one of its nodes', async () => {
    const world = new World(3);
    await lockedBy(world, 'other');
    await assert.rejects(executeRun(world.ports, specFor(), world.io), { code: 'NodesInUse' });
    assert.deepEqual([world.fleet.requests.length, world.folders.size], [0, 0]);
    assert.deepEqual(world.shared.runs(), ['other']);
    assert.equal((await executeRun(world.ports, specFor({ noLock: true }), world.io)).state, 'finished');
  });

  it('keeps its nodes while it is left, for whoever goes on with it, and not for ever', async () => {
    const world = new World(3);
    const io = { ...world.io, emit: () => world.controller.abort() };
    const { runId, state } = await executeRun(world.ports, specFor(), {
      ...world.io,
      emit: (event) => {
        if (event.type === 'sent') io.emit();
      },
    });
    assert.equal(state, 'interrupted');
    assert.deepEqual(world.shared.runs(), [runId]);
    world.controller = new AbortController();
    await world.clock.sleep(40 * MINUTE);
    await lockedBy(world, 'other');
    await assert.rejects(continueRun(world.ports, runId, {}, world.io), { code: 'NodesInUse' });
    assert.equal((await continueRun(world.ports, runId, { cancel: true }, world.io)).state, 'cancelled');
    assert.deepEqual(world.shared.runs(), ['other']);
  });

  it('asks Systems Manager what is at work where there is no bucket, and so no lock', async () => {
    const world = new World(3);
    world.fleet.behaviour[idOf(2)] = { polls: 10_000 };
    const first = await executeRun(world.ports, { ...inline({ waitMinutes: 1 }) }, world.io);
    assert.equal(first.state, 'inProgress');
    const other = { ...world.ports, ids: { suffix: () => 'ffffff' } };
    await assert.rejects(executeRun(other, inline(), world.io), {
      code: 'NodesInUse',
      message: `nothing was sent to these nodes: the run ${first.runId} works on ${idOf(2)} since 2026-11-23T17:00:00.000Z`,
    });
    assert.equal((await continueRun(world.ports, first.runId, { waitMinutes: 1 }, world.io)).state, 'inProgress');
    assert.deepEqual(world.shared.objects.size, 0);
  });
});
