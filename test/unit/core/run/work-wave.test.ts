import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { WinhardenError } from '../../../../src/core/errors.ts';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import type { RunOptions } from '../../../../src/core/run/model.ts';
import { idOf, specFor, World } from './doubles.ts';
import { SimulatedFleet } from './simulated-fleet.ts';

const ONE_WAVE = { canary: 0, waveSize: '100%', waitMinutes: 100_000 };
/** 170 to 190 seconds, the same for the same node in every test. */
const evenly = (id: string) => 170 + ((Number(id.slice(2)) * 7919) % 21);

async function simulate(
  nodes: number,
  secondsOf: (id: string) => number,
  options: Partial<RunOptions>,
  ways: Partial<Pick<SimulatedFleet, 'reports' | 'beginsWhenCancelled'>> = {},
) {
  const world = new World(nodes);
  const fleet = new SimulatedFleet(world.clock, secondsOf);
  Object.assign(fleet, ways);
  const began = world.clock.time;
  const ids = world.inventory.nodes.map(({ instanceId }) => instanceId);
  const quickest = fleet.quickest(ids, Number(options.maxConcurrency));
  const ports = { ...world.ports, commands: fleet, bucket: fleet.bucket };
  const result = await executeRun(ports, specFor({ ...ONE_WAVE, ...options }), world.io);
  const seconds = (world.clock.time - began) / 1000;
  const calls = Object.values(fleet.calls).reduce((sum, count) => sum + count);
  const reported = result.nodes.outcomes.filter(({ outcome }) => outcome === 'Remediated').length;
  const doubled = [...fleet.spells.values()].filter(({ length }) => length > 1).length;
  return { fleet, result, seconds, quickest, calls, reported, doubled };
}

describe('workWave', function () {
  this.timeout(60_000);

  for (const most of [50, 500]) {
    it(`takes ten thousand nodes, ${most} at once, through with a tenth of a call for each and little idle time`, async () => {
      const { fleet, seconds, quickest, calls, reported, doubled } = await simulate(10_000, evenly, {
        maxConcurrency: most,
      });
      deepEqual([reported, doubled], [10_000, 0]);
      ok(fleet.mostAtWork <= most, `${fleet.mostAtWork} at work`);
      // 210 calls more find the nodes: one for each 50 of SSM's, one for each 1,000 of EC2's.
      ok((calls + 210) / 10_000 <= 0.1, `${calls} calls`);
      ok(seconds <= 1.05 * quickest, `${seconds} seconds, ${quickest} at best`);
    });
  }

  it('lets a slow node hold its own slot and nothing else', async () => {
    const slow = idOf(3);
    const { fleet, seconds } = await simulate(300, (id) => (id === slow ? 1500 : 60), { maxConcurrency: 20 });
    const others = [...fleet.spells].filter(([id]) => id !== slow).flatMap(([, spells]) => spells);
    const done =
      (Math.max(...others.map(({ ended }) => ended)) - Math.min(...others.map(({ started }) => started))) / 1000;
    ok(done <= 1.35 * 60 * (299 / 19), `the others took ${done} seconds`);
    ok(seconds >= 1500);
  });

  it('never has more nodes at work than allowed, whatever their times', async () => {
    for (const most of [1, 2, 3, 7, 30]) {
      const { fleet, reported, doubled } = await simulate(130, (id) => 20 + ((Number(id.slice(2)) * 37) % 90), {
        maxConcurrency: most,
      });
      deepEqual([reported, doubled], [130, 0]);
      ok(fleet.mostAtWork <= most, `${fleet.mostAtWork} of ${most} at work`);
    }
  });

  it('asks for the nodes of those commands alone that moved', async () => {
    const { fleet } = await simulate(1000, evenly, { maxConcurrency: 1000 });
    equal(fleet.calls.send, 20);
    ok(fleet.calls.invocations <= 22, `${fleet.calls.invocations} looks at 20 commands`);
  });

  it('goes by invocations, never by what the command itself is called, and asks commands that the list does not show', async () => {
    const world = new World(3);
    world.fleet.behaviour[idOf(2)] = { details: 'DeliveryTimedOut', stdout: '' };
    const { open } = world.fleet;
    world.fleet.open = async (name) => (name === undefined ? open(name) : open(name).then(() => []));
    const { state, nodes } = await executeRun(world.ports, specFor({ ...ONE_WAVE, maxErrors: '100%' }), world.io);
    equal(state, 'finished');
    deepEqual(
      nodes.outcomes.map(({ outcome }) => outcome),
      ['Remediated', 'NoReport', 'Remediated'],
    );
  });

  it('sends no further command of a wave once the gate says stop, and says so of the nodes that were left', async () => {
    const world = new World(200);
    world.fleet.behaviour[idOf(2)] = {
      report: { vitalServices: [{ name: 'kubelet', before: 'Running', after: 'Stopped' }] },
    };
    const options = { ...ONE_WAVE, maxConcurrency: 20, maxErrors: '100%' };
    const result = await executeRun(world.ports, specFor(options), world.io);
    equal(result.state, 'stopped');
    match(result.waves[0]?.reason ?? '', /lost a vital service: kubelet/);
    const left = result.nodes.outcomes.filter(({ outcome }) => outcome === 'NotSent');
    ok(left.length >= 100, `${left.length} left`);
    match(left[0]?.reason ?? '', /stopped before its turn: .*kubelet/);
    equal(world.fleet.requests.flatMap(({ instanceIds }) => instanceIds).length, 200 - left.length);
  });

  it('takes back what waits for its turn in open commands when the gate says stop, and lets what is at work go on', async () => {
    const lost = { vitalServices: [{ name: 'kubelet', before: 'Running', after: 'Stopped' }] };
    const options = { maxConcurrency: 20, maxErrors: '100%' };
    const { fleet, result } = await simulate(200, evenly, options, { reports: { [idOf(2)]: lost } });
    equal(result.state, 'stopped');
    ok(fleet.spells.size <= 40, `${fleet.spells.size} nodes were begun`);
    const begun = result.nodes.outcomes.filter(({ outcome }) => outcome !== 'NotSent');
    deepEqual(new Set(begun.map(({ instanceId }) => instanceId)), new Set(fleet.spells.keys()));
    const reasons = new Set(
      result.nodes.outcomes.flatMap(({ outcome, reason = '' }) => (outcome === 'NotSent' ? reason : [])),
    );
    ok(reasons.has('the run stopped before its turn'), `${[...reasons]}`);
  });

  it('counts a node as begun whose turn came while it was taken back, so that a rollback takes it too', async () => {
    const lost = { vitalServices: [{ name: 'kubelet', before: 'Running', after: 'Stopped' }] };
    const ways = { reports: { [idOf(2)]: lost }, beginsWhenCancelled: true };
    const { result } = await simulate(200, evenly, { maxConcurrency: 20, maxErrors: '100%' }, ways);
    const stopped = result.nodes.outcomes.filter(({ ssmStatus }) => ssmStatus === 'Cancelled');
    deepEqual(
      stopped.filter(({ outcome }) => outcome !== 'NotSent').map(({ outcome }) => outcome),
      ['NoReport'],
    );
    ok(stopped.length > 1, `${stopped.length} were taken back`);
  });

  it('gives every command as many errors as are left', async () => {
    const world = new World(200);
    for (const number of [1, 2, 3]) world.fleet.behaviour[idOf(number)] = { upload: 'missing' };
    await executeRun(world.ports, specFor({ ...ONE_WAVE, maxConcurrency: 20, maxErrors: '10' }), world.io);
    const allowed = world.fleet.requests.map(({ maxErrors }) => maxErrors);
    deepEqual([allowed[0], allowed.at(-1)], ['10', '7']);
  });

  it('waits throttling out, while watching and while sending, for as long as the run may take', async () => {
    const world = new World(3);
    const throttled = new WinhardenError({ code: 'Throttled', message: 'AWS throttled it' });
    const { send, open } = world.fleet;
    const until = world.clock.time + 40 * 60_000;
    const unless = <T>(call: () => Promise<T>) => (world.clock.time < until ? Promise.reject(throttled) : call());
    world.fleet.send = (request) => unless(() => send(request));
    let looks = 0;
    world.fleet.open = (name) => (name !== undefined && ++looks < 30 ? Promise.reject(throttled) : open(name));
    const { state, nodes } = await executeRun(world.ports, specFor({ ...ONE_WAVE, waitMinutes: 600 }), world.io);
    equal(state, 'finished');
    ok(nodes.outcomes.every(({ outcome }) => outcome === 'Remediated'));
    equal(world.fleet.requests.length, 1);
  });

  it('gives a node up when its command is past its end and SSM does not', async () => {
    const world = new World(2);
    world.fleet.behaviour[idOf(1)] = { polls: 1_000_000 };
    const options = { ...ONE_WAVE, maxErrors: '100%', timeoutSeconds: 600 };
    const { state, nodes } = await executeRun(world.ports, specFor(options), world.io);
    equal(state, 'finished');
    match(nodes.outcomes[0]?.reason ?? '', /^never ended: its command is past its end.*Online/);
    equal(nodes.outcomes[0]?.lost, undefined);
  });
});
