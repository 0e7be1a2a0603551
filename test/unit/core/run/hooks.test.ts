import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import type { HookOptions } from '../../../../src/core/run/hooks.ts';
import type { JournalRecord } from '../../../../src/core/run/model.ts';
import type { RunContext } from '../../../../src/core/run/run-context.ts';
import { runWave } from '../../../../src/core/run/run-wave.ts';
import { notBegun } from '../../../../src/core/run/wave-progress.ts';
import { idOf, specFor, World } from './doubles.ts';

const HOOKS: HookOptions = { before: 'drain', after: 'uncordon', timeoutSeconds: 60, onFailure: 'stop' };
const fails = { ok: false, how: 'ended with exit code 3' };

function worldOf(count: number): World {
  const world = new World(count);
  world.inventory.machines = world.inventory.machines.map((machine, index) => ({
    ...machine,
    privateDns: `ip-10-0-0-${index + 1}.eu-west-1.compute.internal`,
  }));
  return world;
}
const run = (world: World, hooks: HookOptions = HOOKS) => executeRun(world.ports, specFor({ hooks }), world.io);
const names = (world: World) => world.hooks.calls.map(({ name }) => name);
const callOf = (world: World, wanted: string) => world.hooks.calls.find(({ name }) => name === wanted);
const journalOf = (world: World) => world.folder.journal.map(({ type }) => type);

describe('hooks', () => {
  it('run before and after every wave, with the run, the wave and its nodes', async () => {
    const world = worldOf(3);
    const { runId } = await run(world);
    deepEqual(names(world), ['wave-1-before', 'wave-1-after', 'wave-2-before', 'wave-2-after']);
    const [before, , , after] = world.hooks.calls;
    equal(before?.command, 'drain');
    equal(before?.timeoutSeconds, 60);
    deepEqual(before?.env, {
      WINHARDEN_RUN_ID: runId,
      WINHARDEN_OPERATION: 'apply',
      WINHARDEN_WAVE: '1',
      WINHARDEN_WAVES: '2',
      WINHARDEN_CANARY: 'true',
    });
    deepEqual(before?.lists, {
      WINHARDEN_INSTANCE_IDS: [idOf(1)],
      WINHARDEN_NODE_NAMES: ['ip-10-0-0-1.eu-west-1.compute.internal'],
    });
    equal(after?.env['WINHARDEN_OUTCOME'], 'passed');
    deepEqual(after?.lists['WINHARDEN_FAILED_INSTANCE_IDS'], []);
  });

  it('are journalled around the sends', async () => {
    const world = worldOf(1);
    await run(world);
    deepEqual(journalOf(world).slice(2), [
      'hookStarted',
      'hookEnded',
      'sending',
      'sent',
      'nodeEnded',
      'hookStarted',
      'hookEnded',
      'waveEnded',
      'finished',
    ]);
  });

  it('name the nodes that failed, after a wave that stopped as well', async () => {
    const world = worldOf(4);
    world.fleet.behaviour[idOf(3)] = { upload: 'missing' };
    const { state } = await run(world);
    equal(state, 'stopped');
    const after = callOf(world, 'wave-2-after');
    equal(after?.env['WINHARDEN_OUTCOME'], 'stopped');
    deepEqual(after?.lists['WINHARDEN_FAILED_INSTANCE_IDS'], [idOf(3)]);
    deepEqual(after?.lists['WINHARDEN_FAILED_NODE_NAMES'], ['ip-10-0-0-3.eu-west-1.compute.internal']);
  });

  it('never name what is no node name', async () => {
    const world = worldOf(1);
    world.inventory.machines = world.inventory.machines.map((machine) => ({ ...machine, privateDns: '$(reboot)' }));
    await run(world);
    deepEqual(world.hooks.calls[0]?.lists['WINHARDEN_NODE_NAMES'], []);
  });

  it('that fail before a wave keep it from being sent, and the one after it still runs', async () => {
    const world = worldOf(3);
    world.hooks.ends['wave-2-before'] = fails;
    const { state, waves, nodes } = await run(world);
    equal(state, 'stopped');
    equal(world.fleet.requests.length, 1);
    equal(waves[1]?.reason, '--before-wave of wave 2 ended with exit code 3');
    deepEqual(waves[1]?.commandIds, []);
    deepEqual(
      nodes.outcomes.map(({ outcome }) => outcome),
      ['Remediated', 'NotSent', 'NotSent'],
    );
    equal(callOf(world, 'wave-2-after')?.env['WINHARDEN_OUTCOME'], 'notSent');
  });

  it('that fail after a wave stop the run, and never hide why the wave itself stopped', async () => {
    const world = worldOf(3);
    world.hooks.ends['wave-1-after'] = fails;
    const { state, waves } = await run(world);
    deepEqual([state, waves.length, waves[0]?.reason], ['stopped', 1, '--after-wave of wave 1 ended with exit code 3']);

    const worse = worldOf(3);
    worse.hooks.ends['wave-1-after'] = fails;
    worse.fleet.behaviour[idOf(1)] = { upload: 'missing' };
    match((await run(worse)).waves[0]?.reason ?? '', /canary failed/);
  });

  it('that fail are only warned of where the operator wants the run to go on', async () => {
    const world = worldOf(3);
    world.hooks.ends['wave-1-before'] = fails;
    world.hooks.ends['wave-2-after'] = fails;
    equal((await run(world, { ...HOOKS, onFailure: 'continue' })).state, 'finished');
    deepEqual(
      world.warnings().map((text) => text.slice(0, 23)),
      ['--before-wave of wave 1', '--after-wave of wave 2 '],
    );
  });

  it('are interrupted with the run, and then nothing is sent and none counts as ended', async () => {
    const world = worldOf(3);
    world.hooks.during = () => world.controller.abort();
    world.hooks.ends['wave-1-before'] = { ok: false, how: 'was interrupted' };
    const { state } = await run(world);
    equal(state, 'interrupted');
    equal(world.fleet.requests.length, 0);
    deepEqual(names(world), ['wave-1-before']);
    ok(!journalOf(world).some((type) => type === 'hookEnded' || type === 'waveEnded'));
  });

  it('do not run after a wave whose nodes are still at work', async () => {
    const world = worldOf(1);
    world.fleet.behaviour[idOf(1)] = { polls: 10_000 };
    const { state } = await executeRun(world.ports, specFor({ hooks: HOOKS, waitMinutes: 1 }), world.io);
    equal(state, 'inProgress');
    deepEqual(names(world), ['wave-1-before']);
  });

  describe('of a wave that is taken up again', () => {
    const wave = { number: 1, canary: true, nodes: [idOf(1)] };

    async function contextOf(world: World) {
      const { beginRun } = await import('../../../../src/core/run/begin-run.ts');
      const { prepareRun } = await import('../../../../src/core/run/prepare-run.ts');
      const prepared = await prepareRun(world.ports, specFor({ hooks: HOOKS }), world.io);
      return new Promise<RunContext>((resolve) => {
        beginRun(world.ports, world.io, prepared, async (context) => {
          resolve(context);
          return context.record.result('inProgress', null);
        });
      });
    }

    it('run where they had not ended, and do not where they had', async () => {
      const world = worldOf(1);
      const hooks = new Map([['before', { ok: true, how: 'ended with exit code 0' }]] as const);
      equal(await runWave(await contextOf(world), wave, 1, { ...notBegun(''), hooks }), null);
      deepEqual(names(world), ['wave-1-after']);
    });

    it('stop it where the one before had failed', async () => {
      const world = worldOf(1);
      const stop = await runWave(await contextOf(world), wave, 1, {
        ...notBegun(''),
        hooks: new Map([['before', fails]]),
      });
      deepEqual(stop, { state: 'stopped', reason: '--before-wave of wave 1 ended with exit code 3' });
      equal(world.fleet.requests.length, 0);
    });

    it('do not run before it again where something was sent', async () => {
      const world = worldOf(1);
      await runWave(await contextOf(world), wave, 1, { ...notBegun(''), settled: new Set([idOf(1)]) });
      deepEqual(names(world), ['wave-1-after']);
      equal(world.fleet.requests.length, 0);
    });
  });
});

describe('a pause between waves', () => {
  const pauses = (world: World) =>
    world.folder.journal.filter(
      (record): record is Extract<JournalRecord, { type: 'paused' }> => record.type === 'paused',
    );

  it('lasts as long as it is told, before every wave but the first', async () => {
    const world = worldOf(8);
    const begun = world.clock.time;
    equal((await executeRun(world.ports, specFor({ pause: 15 }), world.io)).state, 'finished');
    const minutes = (world.clock.time - begun) / 60_000;
    ok(minutes >= 30 && minutes < 32, `${minutes}`);
    deepEqual(
      pauses(world).map(({ before }) => before),
      [2, 3],
    );
  });

  it('lasts only for what is left of it where the run goes on in the middle of it', async () => {
    const world = worldOf(8);
    const { pauseBefore } = await import('../../../../src/core/run/pause.ts');
    const context = {
      ports: world.ports,
      io: world.io,
      folder: { append: async () => {} },
      spec: specFor({ pause: 15 }),
    };
    const wave = { number: 2, canary: false, nodes: [] };
    const began = world.clock.time;
    const until = new Date(began + 4 * 60_000).toISOString();
    await pauseBefore(context as never, wave, 2, { ...notBegun(''), pausedUntil: until });
    equal(world.clock.time - began, 4 * 60_000);
  });

  it('asks, and ends the run in order where the answer is no', async () => {
    const asked: number[] = [];
    const world = worldOf(8);
    const io = { ...world.io, proceed: async ({ number }: { number: number }) => asked.push(number) < 2 };
    const { state, nodes } = await executeRun(world.ports, specFor({ pause: 'ask' }), io);
    equal(state, 'interrupted');
    deepEqual(asked, [2, 3]);
    deepEqual(nodes.outcomes.filter(({ outcome }) => outcome === 'NotSent').length, 2);
    deepEqual(
      pauses(world).map(({ until }) => until),
      [null, null],
    );
  });

  it('is refused before anything is looked up where nobody can be asked, and where it is no time', async () => {
    for (const [pause, code] of [
      ['ask', 'PauseNeedsTerminal'],
      [0, 'InvalidPause'],
      [5000, 'InvalidPause'],
    ] as const) {
      const world = worldOf(2);
      await executeRun(world.ports, specFor({ pause }), world.io).then(
        () => ok(false),
        (error) => deepEqual([error.code, error.exit], [code, 2]),
      );
      equal(world.previews.length, 0);
    }
  });

  it('is read as minutes or ask', async () => {
    const { parsePause } = await import('../../../../src/core/run/pause.ts');
    deepEqual([parsePause('15'), parsePause('0.5'), parsePause('ask')], [15, 0.5, 'ask']);
    for (const text of ['', '-1', '5m', 'Ask', '1e3'])
      try {
        parsePause(text);
        ok(false, text);
      } catch (error) {
        equal((error as { code?: string }).code, 'InvalidPause');
      }
  });
});
