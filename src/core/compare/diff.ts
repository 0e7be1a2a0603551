import type { Release, ResolvedControl } from '../baseline/model.ts';
import { placeOf } from '../baseline/place.ts';
import { compareDemands } from '../baseline/strictness.ts';
import { foldLanes, type Lane, lanesOf, offLane, onLane } from './lanes.ts';

/** What of a control is compared; everything that a node or a report can tell. */
const ASPECTS = ['id', 'level', 'kind', 'expect', 'set', 'when', 'reason'] as const;
type Aspect = (typeof ASPECTS)[number];

/** One control of one address, as it was and as it is. */
export interface DiffEntry {
  change: 'added' | 'removed' | 'changed';
  /** Its id in the second, or in the first where it was removed. */
  control: string;
  setting: string | null;
  title: string;
  /** Where it is so; none where baselines of different releases are compared. */
  releases: Release[];
  /** What differs; all of it where one side has no such control. */
  aspects: { aspect: Aspect; before: unknown; after: unknown }[];
  /** Which of the two asks for more, where the comparisons tell. */
  stricter: 'before' | 'after' | null;
}

export interface BaselineDiff {
  entries: DiffEntry[];
  unchanged: number;
  /** Releases that only one of the two speaks of: not compared. */
  onlyBefore: Release[];
  onlyAfter: Release[];
}

type Pair = [ResolvedControl | undefined, ResolvedControl | undefined];
type KeyOf = (control: ResolvedControl) => string;

/** What makes two rows the same control, the surest first: ids are renumbered between benchmarks, settings are not. */
const KEYS: KeyOf[] = [
  (control) => JSON.stringify([control.id, addressKey(control), control.when]),
  (control) => JSON.stringify([control.id, addressKey(control)]),
  (control) => JSON.stringify([addressKey(control), control.when]),
  addressKey,
];

/** Controls added, removed and changed from one baseline to another, on the releases that both speak of. */
export function diffBaselines(before: ResolvedControl[], after: ResolvedControl[]): BaselineDiff {
  const lanes = lanesOf([before, after]);
  const found = foldLanes(
    lanes.flatMap((lane) => pairsOn(before, after, lane).map((pair) => ({ lane, entry: entryOf(pair) }))),
  );
  const differs = (entry: (typeof found)[number]): entry is DiffEntry => entry.change !== 'none';
  return {
    entries: found.filter(differs),
    unchanged: found.filter((entry) => !differs(entry)).length,
    onlyBefore: offLane(before, lanes),
    onlyAfter: offLane(after, lanes),
  };
}

function pairsOn(before: ResolvedControl[], after: ResolvedControl[], lane: Lane): Pair[] {
  const [left, right] = [new Set(onLane(before, lane)), new Set(onLane(after, lane))];
  const byKey = KEYS.flatMap((keyOf) => takePairs(left, right, keyOf));
  // What people judged and a program does now, or the other way round.
  const judged = [
    ...takePairs(left, right, ({ id }) => id, isManual, isAutomated),
    ...takePairs(left, right, ({ id }) => id, isAutomated, isManual),
  ];
  const removed = [...left].map((control): Pair => [control, undefined]);
  const added = [...right].map((control): Pair => [undefined, control]);
  return [...byKey, ...judged, ...removed, ...added];
}

/** Takes the controls with equal keys out of both sets, as pairs. */
function takePairs(
  left: Set<ResolvedControl>,
  right: Set<ResolvedControl>,
  keyOf: KeyOf,
  fromLeft: (control: ResolvedControl) => boolean = () => true,
  fromRight: (control: ResolvedControl) => boolean = () => true,
): Pair[] {
  const waiting = Map.groupBy([...right].filter(fromRight), keyOf);
  return [...left].filter(fromLeft).flatMap((one): Pair[] => {
    const partner = waiting.get(keyOf(one))?.shift();
    if (!partner) return [];
    left.delete(one);
    right.delete(partner);
    return [[one, partner]];
  });
}

function isManual({ kind }: ResolvedControl): boolean {
  return kind === 'manual';
}

function isAutomated(control: ResolvedControl): boolean {
  return !isManual(control);
}

/** A control that people judge has no address but its id. */
function addressKey(control: ResolvedControl): string {
  return isManual(control) ? `manual ${control.id}` : placeOf(control);
}

function entryOf([before, after]: Pair): Omit<DiffEntry, 'releases' | 'change'> & {
  change: DiffEntry['change'] | 'none';
} {
  const { id, setting = null, title } = (after ?? before) as ResolvedControl;
  const aspects = changedAspects(before, after);
  const change = !before ? 'added' : !after ? 'removed' : aspects.length > 0 ? 'changed' : 'none';
  return { change, control: id, setting, title, aspects, stricter: before && after ? stricterOf(before, after) : null };
}

function changedAspects(before?: ResolvedControl, after?: ResolvedControl): DiffEntry['aspects'] {
  return ASPECTS.map((aspect) => ({
    aspect,
    before: before?.[aspect] ?? null,
    after: after?.[aspect] ?? null,
  })).filter((found) => JSON.stringify(found.before) !== JSON.stringify(found.after));
}

function stricterOf(before: ResolvedControl, after: ResolvedControl): DiffEntry['stricter'] {
  if (!before.expect || !after.expect) return null;
  const verdict = compareDemands(after, before.expect, after.expect);
  return verdict === 'first' ? 'before' : verdict === 'second' ? 'after' : null;
}
