import { SCRIPT_SECONDS } from '../document/render-document.ts';
import { WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import { mostAtWork } from '../fleet/waves.ts';
import { outcomeWithoutReport } from '../results/node-outcome.ts';
import { Collector } from './collector.ts';
import { errorsLeft, type Standing, whyEmptyCanary, whyStop } from './gate.ts';
import type { Stop } from './hooks.ts';
import { Lane } from './lane.ts';
import { leavingLook } from './leaving.ts';
import { look, type Watch, withdraw } from './look.ts';
import { nextCommand, type Shape } from './next-command.ts';
import type { Pace } from './pace.ts';
import { Paused } from './paused.ts';
import type { RunContext } from './run-context.ts';
import { sendCommand } from './send-command.ts';
import { nodeContext, nodeEnded } from './settle-node.ts';
import { unsentNodes, type WaveProgress } from './wave-progress.ts';

/** Looks that may fail one after the other: the SDK has retried each of them already. */
const MOST_FAILED_LOOKS = 3;

/** Sends what is left of a wave, command after command as there is room, and watches all of it to its end or until the gate stops it. */
export async function workWave(
  context: RunContext,
  wave: Wave,
  progress: WaveProgress,
  pace: Pace,
): Promise<{ stop: Stop; commandIds: string[] }> {
  const work = new Work(context, wave, progress, pace);
  return { stop: await work.toItsEnd(), commandIds: work.commandIds };
}

class Work {
  readonly commandIds: string[];
  readonly #context: RunContext;
  readonly #wave: Wave;
  /** Nodes to be sent to; each part is sent by itself. */
  readonly #parts: string[][];
  #lanes: Lane[];
  readonly #collector: Collector;
  readonly #pace: Pace;
  readonly #leaving: Watch['leaving'];
  /** Why nothing more is sent. */
  #halt: string | null = null;
  #failedLooks = 0;

  constructor(context: RunContext, wave: Wave, progress: WaveProgress, pace: Pace) {
    this.#context = context;
    this.#collector = new Collector(context.ports.clock);
    this.#wave = wave;
    this.#parts = context.cancelled ? [] : byLocation(context, unsentNodes(wave, progress));
    this.#lanes = progress.commands.map((command) =>
      this.#open(
        command.commandId,
        command.nodes.length,
        command.nodes.filter((id) => !progress.settled.has(id)),
        { width: command.nodes.length, extraSeconds: 0 },
      ),
    );
    this.commandIds = progress.commands.map(({ commandId }) => commandId);
    this.#pace = pace;
    this.#leaving = leavingLook(context);
  }

  /** Null where the wave has passed. */
  async toItsEnd(): Promise<Stop> {
    try {
      const left = await this.#loop();
      if (left) this.#leave(left.reason);
      if (left) return left;
    } finally {
      await this.#collector.end();
    }
    if (this.#context.cancelled) return { state: 'cancelled', reason: 'cancelled' };
    const reason = this.#halt ?? this.#judge() ?? whyEmptyCanary(this.#wave, this.#standing);
    if (reason !== null) this.#tellUnsent(`the run stopped before its turn: ${reason}`);
    return reason === null ? null : { state: 'stopped', reason };
  }

  /** Null when every node that was sent to has ended, and no other is to be sent to. */
  async #loop(): Promise<Stop> {
    while (true) {
      await this.#send();
      if (this.#lanes.length === 0 && (this.#parts.length === 0 || this.#halt !== null)) return null;
      const before = this.#left;
      const given = await this.#wait(before);
      if (given) return given;
      const failed = await this.#look();
      if (failed) return failed;
      await this.#collector.read();
      if (this.#halt === null) await this.#judgeNow();
      this.#tellProgress();
      this.#moved = this.#left < before;
    }
  }

  #moved = false;

  /** Sends until there is no more room. What fails is kept, not thrown: earlier commands run and must be watched. */
  async #send(): Promise<void> {
    try {
      for (let next = this.#next(); next; next = this.#next()) await this.#sendNext(next.part, next.shape);
    } catch (error) {
      if (isThrottled(error)) return this.#context.io.emit({ type: 'warning', text: error.message });
      if (!(error instanceof WinhardenError)) throw error;
      if (this.commandIds.length === 0 && this.#wave.number === 1) throw error;
      this.#halt = error.message;
    }
  }

  /** The nodes of the next command; null where nothing is to be sent, or not yet. */
  #next(): { part: string[]; shape: Shape } | null {
    const [part] = this.#parts;
    const { spec, record, io, ports, waitUntil } = this.#context;
    if (!part || this.#halt !== null || io.signal.aborted || ports.clock.now() >= waitUntil) return null;
    const most = mostAtWork(spec.options, record.selected);
    const free = most - this.#atWork;
    const { typical } = this.#pace;
    const restarts = spec.options.reboot !== 'never';
    const unsent = this.#parts.reduce((sum, { length }) => sum + length, 0);
    const shape = nextCommand({ free, most, unsent, typical, restarts });
    return shape && { part: part.slice(0, shape.ids), shape };
  }

  async #sendNext(nodes: string[], { width, extraSeconds }: Shape): Promise<void> {
    const bounds = { width: Math.min(width, nodes.length), extraSeconds };
    const maxErrors = errorsLeft(this.#wave, this.#standing);
    const sending = await sendCommand(this.#context, this.#wave, nodes, { ...bounds, maxErrors });
    const rest = this.#parts.shift()?.slice(nodes.length) ?? [];
    this.#parts.unshift(...(sending.kind === 'refused' ? sending.parts : []), ...(rest.length > 0 ? [rest] : []));
    if (sending.kind === 'sent') {
      this.#lanes.push(this.#open(sending.commandId, nodes.length, nodes, bounds));
      this.commandIds.push(sending.commandId);
      return;
    }
    for (const instanceId of sending.gone) {
      const known = nodeContext(this.#context, this.#wave, instanceId);
      await nodeEnded(this.#context, outcomeWithoutReport(known, 'NotSent', sending.reason));
    }
  }

  #open(commandId: string, size: number, nodes: string[], bounds: Pick<Shape, 'width' | 'extraSeconds'>): Lane {
    const { clock } = this.#context.ports;
    const { timeoutSeconds } = this.#context.spec.options;
    const sent = clock.now();
    const seconds = timeoutSeconds + bounds.extraSeconds + SCRIPT_SECONDS;
    const expires = new Date(sent.getTime() + seconds * 1000);
    return new Lane({ commandId, size, nodes, width: bounds.width, sent, expires });
  }

  /** Waits for the next look; why the wave is left, where it is. */
  async #wait(left: number): Promise<Stop> {
    const { ports, io, waitUntil } = this.#context;
    const now = ports.clock.now();
    const rest = waitUntil.getTime() - now.getTime();
    if (rest <= 0) return this.#outOfTime();
    const [first] = this.#lanes;
    const since = first && this.#lanes.every((lane) => lane.isWhole) ? first.sent : new Date(0);
    const rounds = Math.min(...this.#lanes.map((lane) => lane.rounds), left);
    const seconds = this.#pace.next({ now, left, atWork: this.#atWork, rounds, moved: this.#moved, since });
    await ports.clock.sleep(Math.min(Math.ceil(seconds * 1000), rest), io.signal);
    return io.signal.aborted ? { state: 'interrupted', reason: 'still under way when you interrupted' } : null;
  }

  #outOfTime(): Stop {
    const { waitUntil, started } = this.#context;
    const minutes = Math.round((waitUntil.getTime() - started.getTime()) / 60_000);
    return { state: 'inProgress', reason: `still under way after ${minutes} minutes` };
  }

  /** Throttling is waited out; other failures end the watching when they repeat. */
  async #look(): Promise<Stop> {
    if (this.#lanes.length === 0) return null;
    try {
      await look(this.#context, this.#watch, this.#lanes);
      this.#failedLooks = 0;
    } catch (error) {
      const given = this.#afterFailure(error);
      if (given) return given;
    }
    this.#lanes = this.#lanes.filter(({ waiting }) => waiting.size > 0);
    return null;
  }

  #afterFailure(error: unknown): Stop {
    const { emit } = this.#context.io;
    if (!isThrottled(error)) {
      if (!(error instanceof WinhardenError)) throw error;
      const isLast = ++this.#failedLooks >= MOST_FAILED_LOOKS;
      if (isLast) return { state: 'inProgress', reason: `could not be watched: ${error.message}` };
    }
    emit({ type: 'warning', text: (error as Error).message });
    return null;
  }

  async #judgeNow(): Promise<void> {
    this.#halt = this.#judge();
    if (this.#halt !== null) await withdraw(this.#context, this.#watch, this.#lanes);
  }

  #judge = () => whyStop(this.#wave, this.#standing);

  get #watch(): Watch {
    return { wave: this.#wave, collector: this.#collector, pace: this.#pace, leaving: this.#leaving };
  }

  get #standing(): Standing {
    const { spec, record } = this.#context;
    return {
      operation: spec.operation,
      ended: record.ended(),
      canary: record.canary,
      selected: record.selected,
      maxErrors: spec.options.maxErrors,
      maxChanges: spec.options.maxChanges,
    };
  }

  get #atWork(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.atWork, 0);
  }

  /** Nodes that have not ended, sent to or not. */
  get #left(): number {
    const unsent = this.#parts.reduce((sum, { length }) => sum + length, 0);
    return this.#lanes.reduce((sum, lane) => sum + lane.left, unsent);
  }

  #tellProgress(): void {
    const total = this.#wave.nodes.length;
    const [left, inProgress] = [this.#left, this.#atWork];
    const event = { pending: left - inProgress, inProgress, ended: total - left, total };
    this.#context.io.emit({ type: 'progress', wave: this.#wave.number, ...event });
  }

  /** Not journalled: these nodes have not ended. */
  #leave(reason: string): void {
    for (const instanceId of this.#lanes.flatMap(({ waiting }) => [...waiting.keys()])) {
      const known = nodeContext(this.#context, this.#wave, instanceId);
      this.#context.record.nodeEnded(outcomeWithoutReport(known, 'NoReport', reason));
    }
  }

  /** Not journalled: nothing was done to them. */
  #tellUnsent(reason: string): void {
    for (const instanceId of this.#parts.flat()) {
      const known = nodeContext(this.#context, this.#wave, instanceId);
      this.#context.record.nodeEnded(outcomeWithoutReport(known, 'NotSent', reason));
    }
  }
}

/** No command goes beyond its account and Region. */
function byLocation({ record }: RunContext, nodes: string[]): string[][] {
  return [...Map.groupBy(nodes, (id) => record.locationOf(id)).values()];
}

/** The SDK has retried, and so have the ports: it passes all the same. */
const isThrottled = (error: unknown): error is Error =>
  (error instanceof Paused ? error.because.code : error instanceof WinhardenError ? error.code : '') === 'Throttled';
