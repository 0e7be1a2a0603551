import { WinhardenError } from '../errors.ts';
import type { Clock, Identity, OpenCommand } from '../ports.ts';
import type { RunIo, RunSpec } from './model.ts';
import {
  findOverlap,
  type NodeLocks,
  type NodeUse,
  nodesInUse,
  othersIn,
  overlapText,
  readLocks,
} from './node-locks.ts';
import { Paused } from './paused.ts';
import type { RunPorts } from './run-context.ts';

/** What a run claims. */
interface Claim {
  runId: string;
  spec: Pick<RunSpec, 'operation' | 'options'>;
  identity: Identity;
  nodes: string[];
}

/** Nodes that no other run of this bucket may have meanwhile. */
export interface NodeLock {
  /** Sleeps like any other, and renews the lock when it is time: a run that waits keeps its nodes. */
  clock: Clock;
  /** Keeps these nodes too, or none of them. Errors: NodesInUse. */
  add(ids: string[]): Promise<void>;
  release(): Promise<void>;
}

/** A lock that nobody renews is over: whoever held it was killed. Longer than two clocks may differ. */
const HOLDS_MINUTES = 30;
const RENEWED_AFTER_MINUTES = 5;
/** Others write the same object, each rarely. */
const MOST_TRIES = 20;

/**
 * Keeps the nodes for this run by an entry in `<prefix>/locks.json` of its bucket, which is written over only as it was read.
 * Without a bucket there is no lock; what SSM still has at work is told. Audits lock nothing, and are told only.
 * Errors: NodesInUse, DamagedLocks and those of AWS.
 */
export async function lockNodes(ports: RunPorts, io: RunIo, claim: Claim): Promise<NodeLock> {
  const { operation, options } = claim.spec;
  const none = noLock(ports);
  if (options.noLock) return none;
  try {
    if (operation === 'audit' || !options.bucket) {
      await heed(ports, io, claim, options.bucket);
      return none;
    }
    const lock = new HeldLock(ports, io, claim, options.bucket);
    await lock.renew();
    return lock;
  } catch (error) {
    if (!(error instanceof WinhardenError) || error.code !== 'NoPermission') throw error;
    io.emit({ type: 'warning', text: `nobody is kept from working on the same nodes meanwhile: ${error.message}` });
    return none;
  }
}

/** A lock that is only given back: for a run that is to end, whoever has got its nodes meanwhile. */
export function lockToRelease(ports: RunPorts, io: RunIo, claim: Claim): NodeLock {
  const { operation, options } = claim.spec;
  if (operation === 'audit' || !options.bucket) return noLock(ports);
  const lock = new HeldLock(ports, io, claim, options.bucket);
  return { ...noLock(ports), release: () => lock.release() };
}

const noLock = ({ clock }: RunPorts): NodeLock => ({ clock, add: async () => {}, release: async () => {} });

/** Looks who works on the nodes, without a lock of one's own. */
async function heed(ports: RunPorts, io: RunIo, claim: Claim, bucket: string | undefined): Promise<void> {
  const uses = bucket
    ? othersIn((await read(ports, claim, bucket)).locks, claim.runId, ports.clock.now())
    : (await ports.commands.open()).flatMap(useOf).filter(({ runId }) => runId !== claim.runId);
  const overlap = findOverlap(uses, claim.nodes);
  if (!overlap) return;
  if (claim.spec.operation !== 'audit') throw nodesInUse(overlap);
  io.emit({ type: 'warning', text: `${overlapText(overlap)}, so that this audit may find what is half done` });
}

/** A command of another run that may change its nodes. */
function useOf({ comment, documentName, requested, instanceIds }: OpenCommand): NodeUse[] {
  const runId = /^winharden (\S+) /.exec(comment)?.[1];
  if (runId === undefined || documentName.endsWith('-audit')) return [];
  const since = requested?.toISOString() ?? 'an unknown time';
  return [{ runId, by: null, since, until: null, nodes: instanceIds }];
}

const keyOf = ({ prefix }: { prefix: string }) => (prefix ? `${prefix}/locks.json` : 'locks.json');

async function read(
  { shared }: RunPorts,
  { spec }: Claim,
  bucket: string,
): Promise<{ locks: NodeLocks; tag: string | null }> {
  const key = keyOf(spec.options);
  const found = await shared.read(bucket, key);
  if (!found) return { locks: { format: 1, runs: [] }, tag: null };
  return { locks: readLocks(found.text, `s3://${bucket}/${key}`), tag: found.tag };
}

class HeldLock implements NodeLock {
  readonly #ports: RunPorts;
  readonly #io: RunIo;
  #claim: Claim;
  readonly #bucket: string;
  readonly #since: string;
  #renewed: number;
  readonly clock: Clock;

  constructor(ports: RunPorts, io: RunIo, claim: Claim, bucket: string) {
    this.#ports = ports;
    this.#io = io;
    this.#claim = claim;
    this.#bucket = bucket;
    const now = ports.clock.now();
    this.#since = now.toISOString();
    this.#renewed = now.getTime();
    this.clock = { now: () => ports.clock.now(), sleep: (milliseconds, signal) => this.#sleep(milliseconds, signal) };
  }

  /** Takes the nodes, or keeps them. */
  renew(): Promise<void> {
    const { runId, spec, identity, nodes } = this.#claim;
    return this.#replace((others, now) => {
      const overlap = findOverlap(others, nodes);
      if (overlap) throw nodesInUse(overlap);
      const until = new Date(now.getTime() + HOLDS_MINUTES * 60_000).toISOString();
      return [...others, { runId, operation: spec.operation, by: identity.arn, since: this.#since, until, nodes }];
    });
  }

  async add(ids: string[]): Promise<void> {
    const before = this.#claim;
    this.#claim = { ...before, nodes: [...before.nodes, ...ids] };
    try {
      await this.renew();
    } catch (error) {
      this.#claim = before;
      throw error;
    }
  }

  async release(): Promise<void> {
    try {
      await this.#replace((others) => others);
    } catch (error) {
      if (!(error instanceof WinhardenError)) throw error;
      const text = `the nodes stay locked for up to ${HOLDS_MINUTES} minutes: ${error.message}`;
      this.#io.emit({ type: 'warning', text });
    }
  }

  /** Writes what `change` makes of the other runs' locks, and reads again where somebody else wrote meanwhile. */
  async #replace(change: (others: NodeLocks['runs'], now: Date) => NodeLocks['runs']): Promise<void> {
    const { clock, shared } = this.#ports;
    const { runId, spec } = this.#claim;
    const key = keyOf(spec.options);
    for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
      const { locks, tag } = await read(this.#ports, this.#claim, this.#bucket);
      const now = clock.now();
      const runs = change(othersIn(locks, runId, now), now);
      const text = JSON.stringify({ format: 1, runs } satisfies NodeLocks);
      if ((await shared.write(this.#bucket, key, text, tag)) === 'written') return;
      await clock.sleep(attempt * 100);
    }
    throw new WinhardenError({
      code: 'LockContended',
      message: `s3://${this.#bucket}/${key} was changed by others ${MOST_TRIES} times while it was to be written`,
      suggestions: ['try again', '--no-lock goes without'],
    });
  }

  /** In parts, so that the lock is renewed in a long sleep too. */
  async #sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const { clock } = this.#ports;
    let left = milliseconds;
    do {
      const part = Math.min(left, RENEWED_AFTER_MINUTES * 60_000);
      await clock.sleep(part, signal);
      left -= part;
      await this.#renewWhenDue();
    } while (left > 0 && !signal?.aborted);
  }

  /** A lock that cannot be renewed for now is no reason to stop; one that somebody else has got meanwhile is. */
  async #renewWhenDue(): Promise<void> {
    const now = this.#ports.clock.now().getTime();
    if (now - this.#renewed < RENEWED_AFTER_MINUTES * 60_000) return;
    this.#renewed = now;
    try {
      await this.renew();
    } catch (error) {
      if (!(error instanceof WinhardenError)) throw error;
      if (error.code === 'NodesInUse') throw new Paused(error);
      this.#io.emit({ type: 'warning', text: `the lock on the nodes could not be renewed: ${error.message}` });
    }
  }
}
