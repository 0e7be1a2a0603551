import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { WinhardenError } from '../../../../src/core/errors.ts';
import type { RunEvent } from '../../../../src/core/events.ts';
import type { Machine } from '../../../../src/core/ports.ts';
import { exitCodeOf } from '../../../../src/core/results/exit-code.ts';
import type { RunResult } from '../../../../src/core/results/model.ts';
import { beginRun } from '../../../../src/core/run/begin-run.ts';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import type { RunOptions } from '../../../../src/core/run/model.ts';
import { newcomersWave } from '../../../../src/core/run/newcomers.ts';
import { prepareRun } from '../../../../src/core/run/prepare-run.ts';
import { idOf, running, specFor, World, windows } from './doubles.ts';

const TAGS = { env: 'test', 'aws:autoscaling:groupName': 'windows-ng' };

/** A fleet in one Auto Scaling group. */
function scaled(count: number): World {
  const world = new World(count);
  for (const { instanceId } of [...world.inventory.machines]) become(world, instanceId, {});
  return world;
}

function become(world: World, instanceId: string, over: Partial<Machine>): void {
  const scaling = { group: 'windows-ng', lifecycle: 'InService' };
  world.inventory.machines = world.inventory.machines.map((machine) =>
    machine.instanceId === instanceId ? { ...machine, tags: TAGS, autoScaling: scaling, ...over } : machine,
  );
}

const TERMINATING = { autoScaling: { group: 'windows-ng', lifecycle: 'Terminating:Wait' } };

/** Calls `then` at an event. */
function at(world: World, which: (event: RunEvent) => boolean, then: () => void): void {
  const push = world.events.push.bind(world.events);
  world.events.push = (...events) => {
    if (events.some(which)) then();
    return push(...events);
  };
}
const atWave = (world: World, number: number, then: () => void) =>
  at(world, (event) => event.type === 'waveStarted' && event.number === number, then);
const whenSent = (world: World, number: number, then: () => void) =>
  at(world, (event) => event.type === 'sent' && event.wave === number, then);

const run = (world: World, options: Partial<RunOptions> = {}) => executeRun(world.ports, specFor(options), world.io);
const nodeOf = ({ nodes }: RunResult, number: number) =>
  nodes.outcomes.find(({ instanceId }) => instanceId === idOf(number));

describe('nodes of Auto Scaling groups', () => {
  it('are left out while they are being terminated', async () => {
    const world = scaled(3);
    become(world, idOf(2), TERMINATING);
    const { nodes } = await run(world);
    equal(nodes.selected, 2);
    deepEqual(nodes.excluded, [
      {
        instanceId: idOf(2),
        platform: 'Microsoft Windows Server 2022 Datacenter',
        reason: 'terminating: the instance of the Auto Scaling group windows-ng is Terminating:Wait',
      },
    ]);
  });

  it('take part where nobody may ask Auto Scaling, with one warning', async () => {
    const world = scaled(3);
    for (const number of [1, 2, 3])
      become(world, idOf(number), { autoScaling: { group: 'windows-ng', lifecycle: null, unknown: 'you may not' } });
    equal((await run(world)).state, 'finished');
    deepEqual(world.warnings(), ['nodes that Auto Scaling terminates cannot be told from others: you may not']);
  });

  it('are skipped in a later wave when they leave before its turn, and the run is none the worse', async () => {
    const world = scaled(8);
    atWave(world, 3, () => become(world, idOf(8), TERMINATING));
    const hooks = { before: 'drain', timeoutSeconds: 1, onFailure: 'stop' as const };
    const result = await run(world, { hooks });
    equal(result.state, 'finished');
    equal(exitCodeOf(result), 0);
    deepEqual([nodeOf(result, 8)?.outcome, nodeOf(result, 8)?.terminated], ['NotSent', true]);
    ok(!world.fleet.requests.some(({ instanceIds }) => instanceIds.includes(idOf(8))));
    deepEqual(world.hooks.calls.at(-1)?.lists['WINHARDEN_INSTANCE_IDS'], [idOf(7)]);
  });

  it('are asked for by their group where they are many, and by id where they left it', async () => {
    const world = scaled(450);
    const asked: string[][] = [];
    const { machinesById } = world.inventory;
    world.inventory.machinesById = (ids) => machinesById(asked[asked.push(ids) - 1] ?? []);
    atWave(world, 1, () => {
      become(world, idOf(7), TERMINATING);
      become(world, idOf(8), { tags: { env: 'test' } });
    });
    const result = await run(world, { canary: 0, waveSize: '100%' });
    deepEqual(
      [7, 8, 9].map((number) => nodeOf(result, number)?.outcome),
      ['NotSent', 'Remediated', 'Remediated'],
    );
    deepEqual(asked, [[idOf(8)]]);
  });

  it('whose canary left have shown nothing: no wave follows', async () => {
    const world = scaled(3);
    atWave(world, 1, () => become(world, idOf(1), { state: 'shutting-down' }));
    const { state, waves } = await run(world);
    equal(state, 'stopped');
    equal(waves[0]?.reason, 'no node of the canary took the command, so that it has shown nothing');
    equal(world.fleet.requests.length, 0);
  });

  it('that are taken away while they are at work are told as such within minutes, and are no error', async () => {
    const world = scaled(4);
    world.fleet.behaviour[idOf(3)] = { polls: 100_000 };
    whenSent(world, 2, () => become(world, idOf(3), { state: 'shutting-down' }));
    const begun = world.clock.time;
    const result = await run(world);
    ok(world.clock.time - begun < 10 * 60_000, `${(world.clock.time - begun) / 60_000} minutes`);
    equal(result.state, 'finished');
    equal(exitCodeOf(result), 0);
    const { outcome, terminated, reason } = nodeOf(result, 3) ?? {};
    deepEqual([outcome, terminated], ['NoReport', true]);
    match(reason ?? '', /^terminating: the instance of the Auto Scaling group windows-ng is shutting-down$/);
  });

  it('that gave no report are looked up, unless their script ran to its end', async () => {
    const world = scaled(6);
    world.fleet.behaviour[idOf(3)] = { details: 'Undeliverable', stdout: '' };
    world.fleet.behaviour[idOf(4)] = { details: 'DeliveryTimedOut', stdout: '' };
    world.fleet.behaviour[idOf(5)] = { upload: 'missing' };
    whenSent(world, 2, () => {
      world.inventory.machines = world.inventory.machines.filter(({ instanceId }) => instanceId !== idOf(3));
      become(world, idOf(5), { state: 'terminated' });
    });
    const result = await run(world, { maxErrors: '2' });
    equal(result.state, 'finished');
    match(nodeOf(result, 3)?.reason ?? '', /^terminated: EC2 no longer knows the instance; undeliverable/);
    deepEqual(
      [3, 4, 5].map((number) => nodeOf(result, number)?.terminated),
      [true, undefined, undefined],
    );
    equal(exitCodeOf(result), 68);
  });

  it('are not called lost after a restart when EC2 took them away', async () => {
    const world = scaled(2);
    world.fleet.behaviour[idOf(2)] = { polls: 100_000 };
    const { machinesById } = world.inventory;
    world.inventory.machinesById = async (ids) =>
      world.clock.time - Date.parse('2026-11-23T18:00:00Z') < 2 * 60_000 ? machinesById(ids) : [];
    const result = await run(world, { reboot: 'if-required', rebootMinutes: 2 });
    equal(result.state, 'finished');
    deepEqual([nodeOf(result, 2)?.terminated, nodeOf(result, 2)?.lost], [true, undefined]);
  });

  it('are silent as before where EC2 cannot be asked', async () => {
    const world = scaled(2);
    world.fleet.behaviour[idOf(2)] = { details: 'Undeliverable', stdout: '' };
    atWave(world, 2, () => {
      world.inventory.machinesById = () =>
        Promise.reject(new WinhardenError({ code: 'NoPermission', message: 'you may not' }));
    });
    const result = await run(world);
    deepEqual([result.state, nodeOf(result, 2)?.terminated], ['stopped', undefined]);
  });
});

describe('nodes that join during a run', () => {
  function joinAtWave2(world: World, ...numbers: number[]): void {
    atWave(world, 2, () => {
      for (const number of numbers) {
        world.inventory.machines.push(running(idOf(number)));
        world.inventory.nodes.push(windows(idOf(number)));
      }
    });
  }

  it('are told, and those that are not ready yet apart from them', async () => {
    const world = new World(3);
    joinAtWave2(world, 10, 11);
    atWave(world, 2, () =>
      world.inventory.machines.push(running(idOf(12)), running(idOf(13), { env: 'test' }, { state: 'terminated' })),
    );
    const { nodes, waves } = await run(world);
    deepEqual([nodes.selected, waves.length], [3, 2]);
    deepEqual(world.warnings(), [
      `joined during the run and not held to the baseline: 2 nodes (${idOf(10)}, ${idOf(11)}); --catch-newcomers or a run of its own takes them`,
      `joined during the run and not ready yet: 1 node (${idOf(12)})`,
    ]);
  });

  it('are taken in a last wave where they are to be caught, with hooks and journal', async () => {
    const world = new World(3);
    joinAtWave2(world, 10, 11);
    const hooks = { before: 'drain', timeoutSeconds: 1, onFailure: 'stop' as const };
    const result = await run(world, { catchNewcomers: true, hooks });
    equal(result.state, 'finished');
    deepEqual([result.nodes.selected, result.waves.map((wave) => wave.nodes.length)], [5, [1, 2, 2]]);
    deepEqual(
      [10, 11].map((number) => nodeOf(result, number)?.outcome),
      ['Remediated', 'Remediated'],
    );
    equal(world.hooks.calls.at(-1)?.env['WINHARDEN_WAVE'], '3');
    const joined = world.folder.journal.find((record) => record.type === 'newcomers');
    deepEqual(joined?.type === 'newcomers' && joined.wave.nodes, [idOf(10), idOf(11)]);
    deepEqual(world.warnings(), []);
  });

  it('are not looked for after a run that stopped, and for nodes that are named by id', async () => {
    const world = new World(3);
    joinAtWave2(world, 10);
    world.fleet.behaviour[idOf(2)] = { upload: 'missing' };
    await run(world);
    const named = new World(3);
    joinAtWave2(named, 10);
    const selector = { by: 'ids' as const, ids: [idOf(1), idOf(2), idOf(3)] };
    await executeRun(named.ports, specFor({}, { selector }), named.io);
    deepEqual([world.warnings(), named.warnings()], [[], []]);
  });

  it('are only told where the document holds waivers of single nodes', async () => {
    const world = new World(3);
    joinAtWave2(world, 10);
    const spec = specFor({ catchNewcomers: true });
    const result = await executeRun(world.ports, { ...spec, forNodes: async () => spec }, world.io);
    equal(result.nodes.selected, 3);
    match(world.warnings()[0] ?? '', /waivers of this run go by nodes/);
  });

  it('are only told where Automation sends, which would send to all nodes again', async () => {
    const world = new World(1);
    const prepared = await prepareRun(world.ports, specFor({ catchNewcomers: true }), world.io);
    const { state } = await beginRun(world.ports, world.io, prepared, async (context) => {
      world.inventory.machines.push(running(idOf(10)));
      world.inventory.nodes.push(windows(idOf(10)));
      const automation = { automationRole: 'a', executionRole: 'b' } as RunOptions['automation'] & object;
      const spec = { ...context.spec, options: { ...context.spec.options, automation } };
      equal(await newcomersWave({ ...context, spec }, 2), null);
      match(world.warnings().join(), /1 node \(i-0+10\); a run of its own takes them$/);
      deepEqual((await newcomersWave(context, 2))?.nodes, [idOf(10)]);
      return context.record.result('stopped', null);
    });
    equal(state, 'stopped');
  });

  it('are unknown where EC2 cannot be asked, which is no failure', async () => {
    const world = new World(3);
    atWave(world, 2, () => {
      world.inventory.machinesByTags = () =>
        Promise.reject(new WinhardenError({ code: 'NoPermission', message: 'you may not' }));
    });
    equal((await run(world)).state, 'finished');
    deepEqual(world.warnings(), ['whether nodes joined during the run is not known: you may not']);
  });
});
