import type { CommandRequest, Commands, Invocation, OpenCommand, ReadAnswer } from '../../../../src/core/ports.ts';
import type { NodeReport } from '../../../../src/core/report/model.ts';
import { type FakeClock, printed, reportFor } from './doubles.ts';

interface Spell {
  started: number;
  ended: number;
}

/** Until lists show what was done, as in the lab's realistic pace. */
const LAG_SECONDS = 2;

/**
 * SSM with nodes that take their time: MaxConcurrency slides over the ids of a command, one, two, four at first, as SSM does.
 * When each node begins and ends is known as soon as its command is sent, so that ten thousand cost nothing but their reports.
 */
export class SimulatedFleet implements Commands {
  calls = { send: 0, open: 0, invocations: 0, find: 0 };
  /** Every node's work, by its id; two for one node would be a run done twice. */
  readonly spells = new Map<string, Spell[]>();
  /** What a node's report says beside what all say. */
  reports: Record<string, Partial<NodeReport>> = {};
  readonly #commands = new Map<string, { request: CommandRequest; spells: Map<string, Spell> }>();
  /** Whether the first node that is cancelled has begun in that very moment. */
  beginsWhenCancelled = false;
  readonly #cancelled = new Set<string>();
  readonly #stopping = new Set<string>();
  readonly #clock: FakeClock;
  readonly #secondsOf: (instanceId: string) => number;

  constructor(clock: FakeClock, secondsOf: (instanceId: string) => number) {
    this.#clock = clock;
    this.#secondsOf = secondsOf;
  }

  /** Most nodes at work at any one time. */
  get mostAtWork(): number {
    const edges = [...this.spells.values()].flat().flatMap(({ started, ended }) => [
      { at: started, by: 1 },
      { at: ended, by: -1 },
    ]);
    edges.sort((one, other) => one.at - other.at || one.by - other.by);
    let [now, most] = [0, 0];
    for (const { by } of edges) {
      now += by;
      most = Math.max(most, now);
    }
    return most;
  }

  send = async (request: CommandRequest) => {
    this.calls.send++;
    const commandId = `c-${this.#commands.size + 1}`;
    const spells = this.#spellsOf(request);
    this.#commands.set(commandId, { request, spells });
    for (const [id, spell] of spells) this.spells.set(id, [...(this.spells.get(id) ?? []), spell]);
    return { kind: 'sent' as const, commandId };
  };

  /** Seconds that the nodes take when a free slot never waits: nobody could be quicker. */
  quickest(instanceIds: string[], maxConcurrency: number): number {
    const spells = this.#spellsOf({ instanceIds, maxConcurrency });
    return (Math.max(...[...spells.values()].map(({ ended }) => ended)) - this.#clock.time) / 1000;
  }

  #spellsOf({
    instanceIds,
    maxConcurrency,
  }: Pick<CommandRequest, 'instanceIds' | 'maxConcurrency'>): Map<string, Spell> {
    const slots = Array.from({ length: maxConcurrency }, (_, slot) => this.#clock.time + 1500 * Math.log2(slot + 1));
    return new Map(
      instanceIds.map((id) => {
        const slot = slots.indexOf(Math.min(...slots));
        const started = slots[slot] as number;
        const ended = started + this.#secondsOf(id) * 1000;
        slots[slot] = ended;
        return [id, { started, ended }];
      }),
    );
  }

  open = async (): Promise<OpenCommand[]> => {
    const seen = this.#clock.time - LAG_SECONDS * 1000;
    const open = [...this.#commands].flatMap(([commandId, { request, spells }]) => {
      const completed = [...spells.values()].filter(({ ended }) => ended <= seen).length;
      if (completed === spells.size || this.#first(spells) > seen) return [];
      const { comment, document, instanceIds, maxConcurrency } = request;
      const facts = { commandId, comment, documentName: document.name, instanceIds, maxConcurrency };
      return { ...facts, requested: null, expires: null, completed, errors: 0 };
    });
    this.calls.open += Math.max(1, Math.ceil(open.length / 50));
    return open;
  };

  #first = (spells: Map<string, Spell>) => Math.min(...[...spells.values()].map(({ started }) => started));

  invocations = async (commandId: string): Promise<Invocation[]> => {
    const command = this.#commands.get(commandId);
    this.calls.invocations++;
    if (!command) return [];
    return [...command.spells].map(([instanceId, { started, ended }]) => {
      if (this.#stopping.delete(instanceId)) {
        return { instanceId, status: 'Cancelling', details: 'Cancelling', output: '' };
      }
      if (this.#cancelled.has(instanceId)) return { instanceId, status: 'Cancelled', details: 'Cancelled', output: '' };
      const now = this.#clock.time;
      const status = ended <= now ? 'Success' : started <= now ? 'InProgress' : 'Pending';
      const output = status === 'Success' ? this.#reportOf(commandId, instanceId).slice(0, 2500) : '';
      return { instanceId, status, details: status, output, seconds: (ended - started) / 1000 };
    });
  };

  #reportOf(commandId: string, instanceId: string): string {
    const runId = this.#commands.get(commandId)?.request.parameters['RunId'] ?? '';
    return printed(reportFor(instanceId, runId, commandId, this.reports[instanceId]));
  }

  find = async () => {
    this.calls.find++;
    return null;
  };
  cancel = async (commandId: string, instanceIds: string[] = []) => {
    const [first] = instanceIds;
    if (this.beginsWhenCancelled && first) this.#stopping.add(first);
    this.beginsWhenCancelled = false;
    for (const id of instanceIds) {
      this.#commands.get(commandId)?.spells.set(id, { started: this.#clock.time, ended: this.#clock.time });
      this.spells.delete(id);
      this.#cancelled.add(id);
    }
  };
  output = async () => null;

  bucket = {
    check: async () => {},
    read: async (_bucket: string, key: string): Promise<ReadAnswer> => {
      const [commandId = '', instanceId = ''] = key.split('/').slice(-5);
      return { kind: 'read', bytes: Buffer.from(this.#reportOf(commandId, instanceId)) };
    },
    folders: async () => [],
    has: async () => true,
    write: async () => {},
  };
}
