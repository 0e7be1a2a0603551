import type { Address, Expectation, Kind, Value } from './plan.ts';

/** What was read at a point, or is to be written there. Kinds add what their restoring needs (`missingKeys`, `delayed`, …). */
export interface PointState {
  value: Value | null;
  type: string | null;
  [more: string]: unknown;
}

/** One place on a node that holds a value. */
export interface Point {
  readonly id: string;
  readonly kind: Kind;
  readonly address: Address;
  /** Whose hive, for a per-user setting. */
  readonly user: string | null;
  expect: Expectation;
  set: Value | null;
  type: string | null;
  /** Read last; read before any change; to become; what this run made of it (rollback). */
  state: PointState | null;
  first: PointState | null;
  target: PointState | null;
  after: PointState | null;
  /** Why it could not be read; why it could not be set. */
  problem: string | null;
  failure: string | null;
  status: string;
  message: string | null;
  /** In which of the four stages it is set, and whether it takes effect after a restart only. */
  rank: number;
  reboot: boolean;
  /** What to tell people where this differs and nothing can set it. */
  advice: string | null;
}

export function newPoint(id: string, kind: Kind, address: Address, user: string | null): Point {
  const unread = {
    state: null,
    first: null,
    target: null,
    after: null,
    problem: null,
    failure: null,
    status: '',
    message: null,
    rank: 0,
    reboot: false,
    advice: null,
  };
  return { id, kind, address, user, expect: {}, set: null, type: null, ...unread };
}

/** Where a point is, as text for people. */
export function addressText({ kind, address, user }: Point): string {
  if (kind === 'registry') {
    const hive = user === null ? address['hive'] : `${address['hive']}\\${user}`;
    return `${hive}\\${address['key']}\\[${address['name']}]`;
  }
  return String('source' in address ? Object.values(address)[0] : Object.values(address).join(' '));
}

/** Whether two readings are the same to the last character. */
export function isSame(one: PointState | null, other: PointState | null): boolean {
  return (
    JSON.stringify([one?.value ?? null, one?.type ?? null]) ===
    JSON.stringify([other?.value ?? null, other?.type ?? null])
  );
}
