import type { Release, When } from './model.ts';

type Fact = keyof When;
const FACTS: Fact[] = [
  'release',
  'role',
  'domainJoined',
  'containerHost',
  'hyperV',
  'core',
  'publicNetwork',
  'sessionManager',
  'overWinRm',
  'instanceId',
];

/** The same condition in one spelling: facts in a fixed order, lists sorted. An empty one is always true. */
export function normalWhen(when: When = {}): When {
  const facts = FACTS.filter((fact) => when[fact] !== undefined);
  return Object.fromEntries(
    facts.map((fact) => [fact, Array.isArray(when[fact]) ? [...when[fact]].sort() : when[fact]]),
  );
}

/** Whether some node could meet both conditions. */
export function overlaps(a: When = {}, b: When = {}): boolean {
  return FACTS.every((fact) => {
    const [left, right] = [choices(a[fact]), choices(b[fact])];
    return !left || !right || left.some((value) => right.includes(value));
  });
}

/** Whether every node that meets `a` also meets `b`. */
export function implies(a: When = {}, b: When = {}): boolean {
  return FACTS.every((fact) => {
    const [left, right] = [choices(a[fact]), choices(b[fact])];
    return !right || (left?.every((value) => right.includes(value)) ?? false);
  });
}

/** Whether a node with these facts meets the condition, as the node itself decides. */
export function holdsOn(facts: { [F in Fact]?: unknown }, when: When = {}): boolean {
  return FACTS.every((fact) => choices(when[fact])?.includes(facts[fact]) ?? true);
}

/** Both conditions at once; null where no node can meet them. */
export function both(a: When = {}, b: When = {}): When | null {
  if (!overlaps(a, b)) return null;
  const merged: Record<string, unknown> = { ...a, ...b };
  for (const fact of ['release', 'role', 'instanceId'] as const) {
    const [left, right] = [choices(a[fact]), choices(b[fact])];
    if (left && right) merged[fact] = left.filter((value) => right.includes(value));
  }
  return normalWhen(merged as When);
}

/** Folds entries that are alike but for their releases into one for all of these releases. */
export function foldReleases<T extends { when?: When }>(entries: T[]): (Omit<T, 'when'> & { when: When })[] {
  const folded = new Map<string, { entry: Omit<T, 'when'>; rest: When; releases: Release[] | null }>();
  for (const { when, ...entry } of entries) {
    const { release = null, ...rest } = normalWhen(when);
    const key = JSON.stringify([entry, rest]);
    const known = folded.get(key);
    folded.set(key, { entry, rest, releases: known ? union(known.releases, release) : release });
  }
  return [...folded.values()].map(({ entry, rest, releases }) => ({
    ...entry,
    when: normalWhen(releases === null ? rest : { ...rest, release: releases }),
  }));
}

/** Null means every release. */
function union(a: Release[] | null, b: Release[] | null): Release[] | null {
  return a && b && [...new Set([...a, ...b])];
}

function choices(value: When[Fact]): unknown[] | undefined {
  return value === undefined ? undefined : [value].flat();
}
