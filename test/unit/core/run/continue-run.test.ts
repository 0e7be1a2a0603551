import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { WinhardenError } from '../../../../src/core/errors.ts';
import type { RunFolder } from '../../../../src/core/ports.ts';
import type { RunResult } from '../../../../src/core/results/model.ts';
import { continueRun } from '../../../../src/core/run/continue-run.ts';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import type { JournalRecord, RunSpec } from '../../../../src/core/run/model.ts';
import type { RunPorts } from '../../../../src/core/run/run-context.ts';
import { verdictsOf } from './bucket-rows.ts';
import { FakeFolder, idOf, running, specFor, World, windows } from './doubles.ts';

const RUN = '20261123T180000Z-3f9c1a';

/** What a kill looks like from inside: whatever the program awaits next never comes. */
class Killed extends Error {}

/** Ports whose journal dies at its nth record, before it is on the disk or right after. */
function dyingAt(world: World, at: number, when: 'before' | 'after'): { ports: RunPorts; died: () => boolean } {
  const { ports } = world;
  let count = 0;
  const dying = (folder: RunFolder): RunFolder => ({
    ...folder,
    append: async (record: JournalRecord) => {
      count++;
      if (count > at || (count === at && when === 'before')) throw new Killed();
      await folder.append(record);
      if (count === at) throw new Killed();
    },
  });
  const create = async (runId: string) => dying(await ports.runs.create(runId));
  const open = async (runId: string) => dying(await ports.runs.open(runId));
  return { ports: { ...ports, runs: { ...ports.runs, create, open } }, died: () => count >= at };
}

/** A result without what may differ: times, counts of calls, ids of commands. */
function comparable({ started, finished, aws, waves, nodes, ...rest }: RunResult) {
  return {
    ...rest,
    nodes: {
      ...nodes,
      outcomes: nodes.outcomes.map(({ report, ...node }) => ({ ...node, reported: report !== undefined })),
    },
    waves: waves.map(({ started: _, finished: __, commandIds, ...wave }) => ({ ...wave, commands: commandIds.length })),
  };
}

/** How many commands each node was sent that SSM took. */
function commandsPerNode(world: World): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { instanceIds } of world.fleet.taken()) {
    for (const id of instanceIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

interface Scenario {
  name: string;
  nodes: number;
  spec?: RunSpec;
  fleet?: (world: World) => void;
}

/** Changes the fleet when the nodes of the run have been found. */
function afterSelection({ inventory }: World, change: () => void): void {
  const { nodesByTags } = inventory;
  inventory.nodesByTags = async (tags) => {
    const found = await nodesByTags(tags);
    inventory.nodesByTags = nodesByTags;
    change();
    return found;
  };
}

const SCENARIOS: Scenario[] = [
  { name: 'a fleet in three waves', nodes: 8, spec: specFor({ canary: 1, waveSize: '4' }) },
  {
    name: 'nodes that fail, answer late, stay silent and are gone',
    nodes: 7,
    spec: specFor({ canary: 1, waveSize: '3', maxErrors: '3' }),
    fleet: ({ fleet }) => {
      fleet.behaviour[idOf(3)] = { polls: 3 };
      fleet.behaviour[idOf(4)] = { upload: 'missing' };
      fleet.behaviour[idOf(5)] = { report: { error: 'secedit failed' } };
      fleet.invalid.add(idOf(6));
    },
  },
  {
    name: 'a run with hooks and pauses',
    nodes: 4,
    spec: specFor({
      waveSize: '2',
      pause: 15,
      hooks: { before: 'drain', after: 'uncordon', timeoutSeconds: 60, onFailure: 'stop' },
    }),
  },
  {
    name: 'nodes that Auto Scaling takes away, and those that join',
    nodes: 6,
    spec: specFor({ canary: 1, waveSize: '3', catchNewcomers: true }),
    fleet: (world) => {
      const { inventory, fleet } = world;
      const tags = { env: 'test', 'aws:autoscaling:groupName': 'windows-ng' };
      inventory.machines = inventory.machines.map((machine) => ({ ...machine, tags }));
      fleet.behaviour[idOf(2)] = { details: 'Undeliverable', stdout: '' };
      afterSelection(world, () => {
        inventory.machines = inventory.machines.map((machine) =>
          [idOf(2), idOf(5)].includes(machine.instanceId)
            ? { ...machine, autoScaling: { group: 'windows-ng', lifecycle: 'Terminating:Wait' } }
            : machine,
        );
        inventory.machines.push(running(idOf(10)), running(idOf(11)));
        inventory.nodes.push(windows(idOf(10)), windows(idOf(11)));
      });
    },
  },
  {
    name: 'a wave that the gate stops',
    nodes: 6,
    spec: specFor({ canary: 1, waveSize: '2' }),
    fleet: ({ fleet }) => {
      fleet.behaviour[idOf(3)] = { report: { error: 'secedit failed' } };
    },
  },
];

const worldOf = ({ nodes, fleet }: Scenario) => {
  const world = new World(nodes);
  fleet?.(world);
  return world;
};

describe('continueRun', () => {
  for (const scenario of SCENARIOS) {
    it(`ends as an undisturbed run does, wherever the program was killed: ${scenario.name}`, async () => {
      const spec = scenario.spec ?? specFor();
      const undisturbed = worldOf(scenario);
      const wanted = comparable(await executeRun(undisturbed.ports, spec, undisturbed.io));
      const sends = commandsPerNode(undisturbed);
      const verdicts = verdictsOf(undisturbed);
      const records = undisturbed.folder.journal.length;
      assert.ok(records > 10, `${records}`);
      for (let at = 1; at <= records; at++) {
        for (const when of ['before', 'after'] as const) {
          const label = `killed ${when} record ${at}, ${undisturbed.folder.journal[at - 1]?.type}`;
          const world = worldOf(scenario);
          const { ports, died } = dyingAt(world, at, when);
          await assert.rejects(executeRun(ports, spec, world.io), Killed, label);
          assert.ok(died(), label);
          if (at === 1 && when === 'before') {
            await assert.rejects(continueRun(world.ports, RUN, {}, world.io), { code: 'NothingSent' });
            assert.equal(commandsPerNode(world).size, 0);
            continue;
          }
          const result = await continueRun(world.ports, RUN, {}, world.io);
          assert.deepEqual(comparable(result), wanted, label);
          assert.deepEqual(commandsPerNode(world), sends, label);
          assert.deepEqual(verdictsOf(world), verdicts, label);
          assert.deepEqual(world.shared.runs(), [], label);
          assert.equal(world.folder.occupied, false);
        }
      }
    });
  }

  it('survives a second kill while it goes on, at every record', async () => {
    const scenario = SCENARIOS[1] as Scenario;
    const spec = scenario.spec ?? specFor();
    const undisturbed = worldOf(scenario);
    const wanted = comparable(await executeRun(undisturbed.ports, spec, undisturbed.io));
    for (let second = 1; ; second++) {
      const world = worldOf(scenario);
      await assert.rejects(executeRun(dyingAt(world, 7, 'after').ports, spec, world.io), Killed);
      const { ports, died } = dyingAt(world, second, second % 2 === 0 ? 'before' : 'after');
      const again = await continueRun(ports, RUN, {}, world.io).catch((error: unknown) => {
        assert.ok(error instanceof Killed);
        return null;
      });
      if (!died()) {
        assert.ok(second > 10);
        assert.deepEqual(comparable(again as RunResult), wanted);
        return;
      }
      assert.deepEqual(
        comparable(await continueRun(world.ports, RUN, {}, world.io)),
        wanted,
        `second kill at ${second}`,
      );
      assert.deepEqual(commandsPerNode(world), commandsPerNode(undisturbed));
      assert.deepEqual(verdictsOf(world), verdictsOf(undisturbed));
    }
  });

  it('finds a command that was sent and not answered by its comment, however late Systems Manager lists it', async () => {
    const world = new World(2);
    const spec = specFor({ canary: 0 });
    const { send } = world.fleet;
    world.fleet.send = async (request) => {
      await send(request);
      throw new Killed();
    };
    await assert.rejects(executeRun(world.ports, spec, world.io), Killed);
    world.fleet.send = send;
    const { find } = world.fleet;
    const seenFrom = world.clock.time + 15_000;
    world.fleet.find = async (comment) => (world.clock.time >= seenFrom ? find(comment) : null);
    const journal = world.folder.journal;
    // The answer of the dying program is not there: as if the kill had come while it waited.
    world.folder.journal = journal.filter(({ type }) => type !== 'notSent');
    const result = await continueRun(world.ports, RUN, {}, world.io);
    assert.equal(result.state, 'finished');
    assert.deepEqual([...commandsPerNode(world).values()], [1, 1]);
  });

  it('pauses when credentials expire, keeps every node, and goes on when they are back', async () => {
    const undisturbed = new World(6);
    const spec = specFor({ waveSize: '3' });
    const wanted = comparable(await executeRun(undisturbed.ports, spec, undisturbed.io));
    const calls = ['send', 'invocations'] as const;
    for (const call of calls) {
      for (let good = 0; good <= 2; good++) {
        const world = new World(6);
        const { fleet } = world;
        const working = fleet[call] as (...given: unknown[]) => Promise<never>;
        let left = good;
        const expiring = async (...given: unknown[]) => {
          if (left-- > 0) return working(...given);
          throw new WinhardenError({ code: 'ExpiredCredentials', message: 'your AWS session has expired' });
        };
        Object.assign(fleet, { [call]: expiring });
        const paused = await executeRun(world.ports, spec, world.io);
        assert.deepEqual([paused.state, paused.finished, paused.paused?.code], ['paused', null, 'ExpiredCredentials']);
        Object.assign(fleet, { [call]: working });
        const result = await continueRun(world.ports, RUN, {}, world.io);
        assert.deepEqual(comparable(result), wanted, `${call} after ${good}`);
        assert.deepEqual([...commandsPerNode(world).values()], [1, 1, 1, 1, 1, 1]);
      }
    }
  });

  it('pauses when reports cannot be read for minutes, and collects them afterwards', async () => {
    const world = new World(4);
    const { read } = world.fleet.bucket;
    world.fleet.bucket.read = async () => {
      throw new WinhardenError({ code: 'AwsUnavailable', message: 'AWS answered s3:GetObject with 503 SlowDown' });
    };
    const spec = specFor({ canary: 0 });
    const paused = await executeRun(world.ports, spec, world.io);
    assert.equal(paused.state, 'paused');
    assert.deepEqual(
      new Set(paused.nodes.outcomes.map(({ reason }) => reason)),
      new Set(['sent to, and not known to have ended']),
    );
    world.fleet.bucket.read = read;
    const result = await continueRun(world.ports, RUN, {}, world.io);
    assert.deepEqual(new Set(result.nodes.outcomes.map(({ outcome }) => outcome)), new Set(['Remediated']));
    assert.equal(world.fleet.taken().length, 1);
  });

  it('says that a run has ended, and asks AWS nothing', async () => {
    const world = new World(2);
    const result = await executeRun(world.ports, specFor(), world.io);
    const { length } = world.folder.journal;
    world.inventory.identity = () => Promise.reject(new Error('asked'));
    assert.deepEqual(await continueRun(world.ports, RUN, {}, world.io), result);
    assert.deepEqual(await continueRun(world.ports, RUN, { cancel: true }, world.io), result);
    assert.equal(world.folder.journal.length, length);
    assert.match(world.warnings().at(-1) ?? '', /had ended before \(finished\)/);
  });

  /** A run that somebody interrupted after its canary. */
  async function interrupted(nodes = 3) {
    const world = new World(nodes);
    const io = {
      ...world.io,
      emit: (event: Parameters<typeof world.io.emit>[0]) => {
        if (event.type === 'waveEnded') world.controller.abort();
        world.io.emit(event);
      },
    };
    assert.equal((await executeRun(world.ports, specFor(), io)).state, 'interrupted');
    world.controller = new AbortController();
    return world;
  }

  it('refuses another account or Region, and a document that is not the one it began with', async () => {
    const world = await interrupted();
    const { identity } = world.inventory;
    world.inventory.identity = async () => ({ ...(await identity()), region: 'us-east-1' });
    await assert.rejects(continueRun(world.ports, RUN, {}, world.io), {
      code: 'OtherIdentity',
      message: /in eu-west-1, and you are in account 111122223333 in us-east-1/,
      exit: 2,
    });
    world.inventory.identity = identity;
    const { describe: look } = world.documents;
    world.documents.describe = async (name, version) => {
      const found = await look(name, version);
      return typeof found === 'string' ? found : { ...found, hash: 'another' };
    };
    await assert.rejects(continueRun(world.ports, RUN, {}, world.io), { code: 'DocumentChanged' });
    world.documents.describe = look;
    assert.equal((await continueRun(world.ports, RUN, {}, world.io)).state, 'finished');
  });

  it('publishes the document again where somebody deleted it', async () => {
    const world = await interrupted();
    world.documents.exists = false;
    world.documents.versions = [];
    assert.equal((await continueRun(world.ports, RUN, {}, world.io)).state, 'finished');
    assert.deepEqual(world.documents.writes, ['create', 'create']);
  });

  it('cancels what is open, sends nothing more, and tells how each node ended', async () => {
    const world = new World(5);
    world.fleet.behaviour[idOf(3)] = { polls: 1000 };
    const spec = specFor({ waveSize: '2', waitMinutes: 1 });
    assert.equal((await executeRun(world.ports, spec, world.io)).state, 'inProgress');
    const result = await continueRun(world.ports, RUN, { cancel: true, noLock: true }, world.io);
    assert.equal(result.state, 'cancelled');
    assert.deepEqual(
      result.nodes.outcomes.map(({ outcome, reason }) => [outcome, reason]),
      [
        ['Remediated', undefined],
        ['Remediated', undefined],
        ['NoReport', 'cancelled: somebody cancelled the command'],
        ['NotSent', 'the run ended before its wave'],
        ['NotSent', 'the run ended before its wave'],
      ],
    );
    assert.deepEqual([...world.fleet.cancelled], ['c-2']);
    assert.equal(world.fleet.taken().length, 2);
    assert.deepEqual(
      world.folder.journal.filter(({ type }) => type === 'cancelling' || type === 'cancelled').length,
      2,
    );
    assert.deepEqual(comparable(await continueRun(world.ports, RUN, {}, world.io)), comparable(result));
  });

  it('goes on cancelling where a cancel was killed, at every record', async () => {
    for (let at = 1; ; at++) {
      const world = new World(5);
      world.fleet.behaviour[idOf(3)] = { polls: 1000 };
      await executeRun(world.ports, specFor({ waveSize: '2', waitMinutes: 1 }), world.io);
      const { ports, died } = dyingAt(world, at, 'after');
      await continueRun(ports, RUN, { cancel: true }, world.io).catch((error: unknown) =>
        assert.ok(error instanceof Killed),
      );
      if (!died()) return assert.ok(at > 4);
      const result = await continueRun(world.ports, RUN, {}, world.io);
      assert.equal(result.state, 'cancelled', `${at}`);
      assert.equal(world.fleet.taken().length, 2);
    }
  });

  it('does not take what was made before there was anything to go on with', async () => {
    const world = await interrupted();
    world.folder.files.delete('run.json');
    await assert.rejects(continueRun(world.ports, RUN, {}, world.io), { code: 'DamagedRun', message: /no run\.json/ });
    const empty = new FakeFolder('/runs/x');
    world.folders.set(RUN, empty);
    await assert.rejects(continueRun(world.ports, RUN, {}, world.io), { code: 'NothingSent' });
  });
});
