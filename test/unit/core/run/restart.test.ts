import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { WinhardenError } from '../../../../src/core/errors.ts';
import { exitCodeOf } from '../../../../src/core/results/exit-code.ts';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import type { RunOptions } from '../../../../src/core/run/model.ts';
import { idOf, specFor, World, windows } from './doubles.ts';

const NEVER_ENDS = { polls: 1_000_000 };
const restarting = (options: Partial<RunOptions> = {}) =>
  specFor(
    { reboot: 'if-required', rebootMinutes: 30, waitMinutes: 240, ...options },
    { parameters: { Reboot: 'if-required' } },
  );

describe('a run that may restart nodes', () => {
  it('sends no wave before every node of the last one is back', async () => {
    const world = new World(12);
    for (let number = 1; number <= 12; number++) {
      world.fleet.behaviour[idOf(number)] = { polls: 3 + (number % 5), report: { rebooted: true } };
    }
    const { send } = world.fleet;
    const back: number[] = [];
    world.fleet.send = (request) => {
      back.push(world.events.filter(({ type }) => type === 'nodeEnded').length);
      return send(request);
    };
    const { state, waves, nodes } = await executeRun(world.ports, restarting(), world.io);
    equal(state, 'finished');
    const sizes = waves.map((wave) => wave.nodes.length);
    ok(sizes.length > 2);
    deepEqual(
      back,
      sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0)),
    );
    ok(nodes.outcomes.every(({ rebooted }) => rebooted));
    equal(world.fleet.requests[0]?.parameters['Reboot'], 'if-required');
  });

  it('gives up on a node that does not come back in its time, and stops however many errors are allowed', async () => {
    const world = new World(12);
    world.fleet.behaviour[idOf(3)] = NEVER_ENDS;
    const at = new Date('2026-11-23T18:04:00Z');
    world.inventory.nodes[2] = windows(idOf(3));
    const { nodesById } = world.inventory;
    const asked: string[][] = [];
    world.inventory.nodesById = async (ids) => {
      asked.push(ids);
      return (await nodesById(ids)).map((node) => ({ ...node, ping: 'ConnectionLost', lastPing: at }));
    };
    const result = await executeRun(world.ports, restarting({ maxErrors: '100%' }), world.io);
    equal(result.state, 'stopped');
    const lost = result.nodes.outcomes[2];
    deepEqual([lost?.outcome, lost?.lost, lost?.ssmStatus], ['NoReport', true, 'InProgress']);
    match(
      lost?.reason ?? '',
      /^did not come back: no end after 30 minutes, its restart included; .* ConnectionLost since 2026-11-23T18:04/,
    );
    equal(result.waves[1]?.reason, `${idOf(3)} ${lost?.reason}`);
    deepEqual(result.nodes.outcomes.map(({ outcome }) => outcome).slice(3), [
      ...Array(3).fill('Remediated'),
      ...Array(6).fill('NotSent'),
    ]);
    equal(exitCodeOf(result), 68);
    deepEqual(asked, [[idOf(3)]], 'one question, about the overdue node alone');
    ok(world.folder.journal.some((record) => record.type === 'nodeEnded' && record.node.lost));
  });

  it('counts a node’s time from when it was first seen at work', async () => {
    const world = new World(1);
    world.fleet.behaviour[idOf(1)] = NEVER_ENDS;
    const { invocations } = world.fleet;
    const begun = world.clock.time + 60 * 60_000;
    world.fleet.invocations = async (commandId) => {
      const found = await invocations(commandId);
      if (world.clock.time >= begun) return found;
      return found.map((each) => ({ ...each, status: 'Pending', details: 'Pending' }));
    };
    const { state, nodes } = await executeRun(world.ports, restarting({ canary: 0, timeoutSeconds: 7200 }), world.io);
    equal(state, 'stopped');
    const minutes = (world.clock.time - begun) / 60_000;
    ok(minutes >= 30 && minutes < 32, `given up after ${minutes} minutes of work`);
    match(nodes.outcomes[0]?.reason ?? '', /Online, last at 2026-.*still at work or was lost/);
  });

  it('gives up without Systems Manager’s word where it has none', async () => {
    const reasonWhere = async (nodesById: World['inventory']['nodesById']) => {
      const world = new World(1);
      world.fleet.behaviour[idOf(1)] = NEVER_ENDS;
      world.inventory.nodesById = nodesById;
      return (await executeRun(world.ports, restarting(), world.io)).waves[0]?.reason ?? '';
    };
    match(await reasonWhere(async () => []), /canary failed: .*did not come back.*no longer knows it/);
    const denied = new WinhardenError({ code: 'NoPermission', message: 'you may not ask' });
    match(await reasonWhere(() => Promise.reject(denied)), /could not be asked for it: you may not ask/);
  });

  it('leaves the time to Systems Manager where nothing restarts', async () => {
    const world = new World(1);
    world.fleet.behaviour[idOf(1)] = { polls: 200 };
    const { state } = await executeRun(world.ports, specFor({ waitMinutes: 240, rebootMinutes: 1 }), world.io);
    equal(state, 'finished');
  });
});
