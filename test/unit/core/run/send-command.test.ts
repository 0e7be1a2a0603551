import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import { idOf, specFor, World } from './doubles.ts';

const noWaves = { canary: 0, waveSize: '100%', maxConcurrency: 500, maxErrors: '100%' };
const run = (world: World) => executeRun(world.ports, specFor(noWaves), world.io);

describe('sendCommand', () => {
  it('splits a wave into commands of at most 50 nodes, each with a comment of its own', async () => {
    const world = new World(120);
    const result = await run(world);
    assert.deepEqual(
      world.fleet.requests.map((request) => request.instanceIds.length),
      [50, 50, 20],
    );
    assert.equal(new Set(world.fleet.requests.map((request) => request.comment)).size, 3);
    assert.equal(result.waves[0]?.commandIds.length, 3);
  });

  it('sends the rest when SSM rejects a call for nodes that have gone, and reports those', async () => {
    const world = new World(4);
    const gone = idOf(2);
    world.fleet.invalid.add(gone);
    const { send } = world.fleet;
    world.fleet.send = async (request) => {
      world.inventory.nodes = world.inventory.nodes.filter((node) => node.instanceId !== gone);
      return send(request);
    };
    const result = await run(world);
    assert.deepEqual(world.fleet.requests.at(-1)?.instanceIds, [idOf(1), idOf(3), idOf(4)]);
    const node = result.nodes.outcomes.find(({ instanceId }) => instanceId === gone);
    assert.equal(node?.outcome, 'NotSent');
    assert.match(node?.reason ?? '', /no longer takes commands/);
    assert.equal(result.state, 'finished');
  });

  it('halves a rejected call until the culprit stands alone when SSM calls all nodes online', async () => {
    const world = new World(8);
    world.fleet.invalid.add(idOf(5));
    const result = await run(world);
    const outcomes = result.nodes.outcomes.map(({ outcome }) => outcome);
    assert.equal(outcomes.filter((outcome) => outcome === 'Remediated').length, 7);
    assert.equal(outcomes[4], 'NotSent');
    assert.ok(world.folder.journal.some((record) => record.type === 'notSent'));
  });

  it('finds a command whose answer was lost instead of sending it twice', async () => {
    const world = new World(2);
    const { send } = world.fleet;
    world.fleet.send = async (request) => {
      await send(request);
      const commandId = `c-${world.fleet.requests.length}`;
      world.fleet.lost.push({ request, commandId });
      return { kind: 'unknown', message: 'socket hang up' };
    };
    const result = await run(world);
    assert.equal(world.fleet.requests.length, 1);
    assert.equal(
      result.nodes.outcomes.every(({ outcome }) => outcome === 'Remediated'),
      true,
    );
  });

  it('sends again when no command with its comment appears', async () => {
    const world = new World(1);
    world.fleet.answers = [{ kind: 'unknown', message: 'socket hang up' }];
    const result = await run(world);
    assert.equal(world.fleet.requests.length, 2);
    assert.ok(world.fleet.looks > 3);
    assert.ok(world.clock.time - Date.parse('2026-11-23T18:00:00Z') >= 60_000);
    assert.equal(new Set(world.fleet.requests.map((request) => request.comment)).size, 1);
    assert.equal(result.state, 'finished');
  });

  it('gives up after five lost answers and names the comment to look for', async () => {
    const world = new World(1);
    const lost = { kind: 'unknown' as const, message: 'socket hang up' };
    world.fleet.answers = [lost, lost, lost, lost, lost];
    await assert.rejects(run(world), {
      code: 'SendFailed',
      message: /did not answer SendCommand 5 times.*socket hang up/,
    });
  });
});
