import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { commandsOf } from '../../../src/adapters/locations/commands.ts';
import { inventoryOf } from '../../../src/adapters/locations/inventory.ts';
import { everywhere, type Place } from '../../../src/adapters/locations/place.ts';
import { WinhardenError } from '../../../src/core/errors.ts';
import type { CommandRequest, Commands, NodeRoles } from '../../../src/core/ports.ts';
import { FakeCompliance } from '../core/compliance/doubles.ts';
import { FakePosture } from '../core/posture/doubles.ts';
import { FakeDocuments, FakeInventory, idOf, running, windows } from '../core/run/doubles.ts';

const HOME = { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/me', region: 'eu-west-1' };

/** A location that knows some nodes, counts what it is asked, and answers commands with its own name. */
class Here implements Place {
  readonly location: string;
  readonly inventory = new FakeInventory();
  readonly documents = new FakeDocuments();
  readonly compliance = new FakeCompliance();
  readonly posture = new FakePosture();
  readonly sent: CommandRequest[] = [];
  readonly lookedFor: string[] = [];
  readonly cancelled: string[] = [];
  readonly commandOf = async () => null;
  readonly nodeRoles: NodeRoles = { mayPut: async () => ({ profile: this.location, role: null, may: 'unknown' }) };
  asked = 0;

  constructor(location: string, ...nodes: number[]) {
    this.location = location;
    this.inventory.machines = nodes.map((number) => running(idOf(number)));
    this.inventory.nodes = nodes.map((number) => windows(idOf(number)));
    const { nodesById } = this.inventory;
    this.inventory.nodesById = (ids) => {
      this.asked += ids.length;
      return nodesById(ids);
    };
  }

  get commands(): Commands {
    const commandOf = (id: string) => this.sent.find((_, index) => id === `${this.location}#${index + 1}`);
    return {
      send: async (request) => ({ kind: 'sent', commandId: `${this.location}#${this.sent.push(request)}` }),
      find: async (comment) => {
        const index = this.sent.findIndex((request) => request.comment === comment);
        return index < 0 ? null : `${this.location}#${index + 1}`;
      },
      invocations: async (id) => {
        this.lookedFor.push(id);
        return (commandOf(id)?.instanceIds ?? []).map((instanceId) => ({
          instanceId,
          status: 'Success',
          details: 'Success',
          output: this.location,
        }));
      },
      open: async () =>
        this.sent.map((request, index) => ({
          commandId: `${this.location}#${index + 1}`,
          comment: request.comment,
          documentName: 'doc',
          requested: null,
          expires: null,
          instanceIds: request.instanceIds,
          maxConcurrency: null,
          completed: 0,
          errors: 0,
        })),
      cancel: async (id) => void this.cancelled.push(id),
      output: async (id) => (commandOf(id) ? { stdout: this.location, stderr: '' } : null),
    };
  }
}

const two = () => [new Here('111122223333/eu-west-1', 1, 2), new Here('444455556666/us-east-1', 3)] as const;
const nobody = () => ({ nodes: new Map<string, Place>(), commands: new Map<string, Place>() });
const request = (...numbers: number[]) =>
  ({ comment: `from ${numbers[0]}`, instanceIds: numbers.map(idOf) }) as CommandRequest;

describe('several locations as one', () => {
  it('tell where each node is, and who asks', async () => {
    const places = two();
    const inventory = inventoryOf(places, nobody(), HOME);
    deepEqual(await inventory.identity(), { ...HOME, locations: places.map(({ location }) => location) });
    const [tag] = [{ key: 'env', value: 'test' }];
    const found = [...(await inventory.machinesByTags([tag])), ...(await inventory.nodesByTags([tag]))];
    deepEqual(
      new Set(found.map(({ instanceId, location }) => `${instanceId} ${location}`)),
      new Set([1, 2].map((n) => `${idOf(n)} ${places[0].location}`).concat(`${idOf(3)} ${places[1].location}`)),
    );
    equal((await inventory.someMachines()).length, 3);
  });

  it('ask everywhere for an id that they have not seen, and then only where it is', async () => {
    const places = two();
    const inventory = inventoryOf(places, nobody(), HOME);
    deepEqual(
      (await inventory.nodesById([idOf(3)])).map(({ location }) => location),
      [places[1].location],
    );
    deepEqual(
      places.map(({ asked }) => asked),
      [1, 1],
    );
    await inventory.nodesById([idOf(3)]);
    deepEqual(
      places.map(({ asked }) => asked),
      [1, 2],
    );
    deepEqual(
      (await inventory.machinesById([idOf(1), idOf(9)])).map(({ instanceId }) => instanceId),
      [idOf(1)],
    );
  });

  it('need a resource group in one of them', async () => {
    const places = two();
    for (const { inventory } of places) {
      inventory.groupMembers = async () => {
        throw new WinhardenError({ code: 'NoSuchGroup', message: 'there is no resource group "g"' });
      };
    }
    const inventory = inventoryOf(places, nobody(), HOME);
    await rejects(inventory.groupMembers('g'), /there is no resource group "g"/);
    places[1].inventory.groupMembers = async () => [idOf(3)];
    deepEqual(await inventory.groupMembers('g'), [idOf(3)]);
    await inventory.nodesById([idOf(3)]);
    deepEqual(
      places.map(({ asked }) => asked),
      [0, 1],
    );
  });

  it('send a command to where its nodes are, and ask there for it', async () => {
    const places = two();
    const commands = commandsOf(places, nobody());
    const answer = await commands.send(request(3));
    deepEqual(answer, { kind: 'sent', commandId: `${places[1].location}#1` });
    const { commandId } = answer as { commandId: string };
    deepEqual(
      (await commands.invocations(commandId)).map(({ output }) => output),
      [places[1].location],
    );
    equal((await commands.output(commandId, idOf(3), 'apply'))?.stdout, places[1].location);
    deepEqual(
      places.map(({ lookedFor }) => lookedFor.length),
      [0, 1],
    );
  });

  it('tell of all open commands, and cancel one where it is', async () => {
    const places = two();
    const commands = commandsOf(places, nobody());
    for (const number of [1, 3]) await commands.send(request(number));
    deepEqual(
      (await commands.open()).map(({ comment }) => comment),
      ['from 1', 'from 3'],
    );
    deepEqual(
      (await commands.open('doc', [`${places[1].location}#1`])).map(({ comment }) => comment),
      ['from 3'],
    );
    await commands.cancel(`${places[1].location}#1`);
    deepEqual(
      places.map(({ cancelled }) => cancelled),
      [[], [`${places[1].location}#1`]],
    );
  });

  it('find a command of a process that is gone', async () => {
    const places = two();
    await commandsOf(places, nobody()).send(request(3));
    const later = commandsOf(places, nobody());
    const id = `${places[1].location}#1`;
    equal(await later.find('from 3', 'doc', new Date(0)), id);
    equal(await later.find('from 9', 'doc', new Date(0)), null);
    const latest = commandsOf(places, nobody());
    equal((await latest.output(id, idOf(3), 'apply'))?.stdout, places[1].location);
    deepEqual(await latest.invocations('unknown'), []);
    equal(await latest.output('unknown', idOf(3), 'apply'), null);
  });

  it('name all that fail together, those of one reason once', async () => {
    const places = ['1', '2', '3'].map((number) => new Here(number.repeat(12)));
    const fails = (code: (location: string) => string) =>
      everywhere(places, async ({ location }) => {
        if (location.startsWith('3')) return;
        throw new WinhardenError({ code: code(location), message: `no ${code(location)}`, suggestions: ['mend it'] });
      });
    await rejects(
      fails(() => 'Access'),
      (error: WinhardenError) => {
        equal(error.code, 'Access');
        equal(error.message, '2 of 3 locations cannot be used: 111111111111, 222222222222: no Access');
        deepEqual(error.suggestions, ['mend it']);
        return true;
      },
    );
    await rejects(
      fails((location) => (location.startsWith('1') ? 'One' : 'Two')),
      (error: WinhardenError) => {
        equal(error.code, 'LocationsFailed');
        match(error.message, /111111111111: no One; 222222222222: no Two$/);
        return true;
      },
    );
  });

  it('throw a mistake of the program on as it is', () =>
    rejects(
      everywhere(two(), async () => {
        throw new TypeError('a mistake');
      }),
      TypeError,
    ));
});
