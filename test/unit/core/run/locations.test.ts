import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import { FakeDocuments, idOf, specFor, World } from './doubles.ts';

const IRELAND = '111122223333/eu-west-1';
const VIRGINIA = '111122223333/us-east-1';
const WHERE = { regions: ['eu-west-1', 'us-east-1'], accounts: [] };

/** Nodes by turns in two Regions, in the second of which the document has had another version before. */
function twoRegions(nodes: number): World {
  const world = new World(nodes);
  for (const [index, machine] of world.inventory.machines.entries()) {
    machine.location = index % 2 === 0 ? IRELAND : VIRGINIA;
  }
  const elsewhere = new FakeDocuments();
  elsewhere.exists = true;
  elsewhere.versions = [{ versionName: 'older', content: 'older' }];
  Object.assign(world.documents, {
    byLocation: new Map([
      [IRELAND, new FakeDocuments()],
      [VIRGINIA, elsewhere],
    ]),
  });
  return world;
}

describe('a run over several locations', () => {
  it('publishes in each, and sends each node the version of its own', async () => {
    const world = twoRegions(5);
    const result = await executeRun(world.ports, specFor({ where: WHERE }), world.io);
    equal(result.state, 'finished');
    const sent = world.fleet.requests.flatMap(({ document, instanceIds }) =>
      instanceIds.map((id) => `${id} ${document.version}`),
    );
    deepEqual(
      new Set(sent),
      new Set([1, 2, 3, 4, 5].map((number) => `${idOf(number)} ${number % 2 === 0 ? '2' : '1'}`)),
    );
    const journalled = world.folder.journal.find(({ type }) => type === 'published');
    deepEqual(
      Object.entries((journalled as { byLocation: Record<string, { version: string }> }).byLocation).map(
        ([location, { version }]) => [location, version],
      ),
      [
        [IRELAND, '1'],
        [VIRGINIA, '2'],
      ],
    );
  });

  it('has one canary, one report, and says where each node is', async () => {
    const world = twoRegions(4);
    const { waves, nodes, where } = await executeRun(world.ports, specFor({ where: WHERE }), world.io);
    deepEqual(
      waves.map((wave) => [wave.canary, wave.nodes.length]),
      [
        [true, 1],
        [false, 3],
      ],
    );
    deepEqual(
      nodes.outcomes.map(({ location }) => location),
      [IRELAND, VIRGINIA, IRELAND, VIRGINIA],
    );
    deepEqual(where, WHERE);
  });
});
