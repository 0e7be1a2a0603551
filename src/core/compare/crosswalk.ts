import { matchesControl } from '../baseline/control-pattern.ts';
import type { Address, Expectation, Release, ResolvedControl, SettingKind, Value, When } from '../baseline/model.ts';
import { sortedNist } from '../baseline/nist.ts';
import { placeOf } from '../baseline/place.ts';
import { compareDemands, sumUp, type Verdict } from '../baseline/strictness.ts';
import { foldLanes, type Lane, lanesOf, onLane } from './lanes.ts';

/** What is compared: a baseline under the name that the user gave. */
export interface Side {
  name: string;
  controls: ResolvedControl[];
}

/** What one control asks of a setting. */
interface Demand {
  control: string;
  level: string;
  expect: Expectation;
  set: Value | null;
  when?: When;
}

/** One setting, and what each baseline that speaks of it asks. */
export interface CrosswalkEntry {
  /** Null for a setting that an own baseline describes under different ids. */
  setting: string | null;
  title: string;
  kind: SettingKind;
  address: Address;
  /** Controls of NIST SP 800-53 Rev. 5 that it serves. */
  nist: string[];
  /** Where it is so; none where baselines of different releases are compared. */
  releases: Release[];
  /** shared: all that have it ask the same; differing: they do not; single: only one has it. */
  relation: 'shared' | 'differing' | 'single';
  /** The baseline that asks for more than every other, where the comparisons tell. */
  stricter: string | null;
  sides: { baseline: string; demands: Demand[] }[];
}

interface CrosswalkCounts {
  /** Null where baselines of different releases are compared. */
  release: Lane;
  shared: number;
  differing: number;
  single: Record<string, number>;
}

export interface Crosswalk {
  baselines: string[];
  entries: CrosswalkEntry[];
  /** Settings by release, before any filter. */
  counts: CrosswalkCounts[];
  /** Controls that no program decides: they name no setting, and are not compared. */
  manual: Record<string, number>;
}

type LaneEntry = Omit<CrosswalkEntry, 'releases'>;

/** Lays baselines side by side, setting by setting, on each release that all of them speak of or on the one asked for. */
export function crosswalk(sides: Side[], release?: Release): Crosswalk {
  const lanes = release ? [release] : lanesOf(sides.map(({ controls }) => controls));
  const byLane = lanes.map((lane) => ({ lane, entries: compareOn(sides, lane) }));
  return {
    baselines: sides.map(({ name }) => name),
    entries: foldLanes(byLane.flatMap(({ lane, entries }) => entries.map((entry) => ({ lane, entry })))),
    counts: byLane.map(({ lane, entries }) => ({ release: lane, ...count(sides, entries) })),
    manual: Object.fromEntries(sides.map(({ name, controls }) => [name, manualIds(controls).size])),
  };
}

/** The entries that a filter leaves; `control` is an exact id, or a prefix and `*`. */
export function narrowEntries(
  entries: CrosswalkEntry[],
  { differing = false, control }: { differing?: boolean; control?: string },
): CrosswalkEntry[] {
  const named = ({ sides }: CrosswalkEntry) =>
    control === undefined ||
    sides.some(({ demands }) => demands.some((demand) => matchesControl(control, demand.control)));
  return entries.filter((entry) => named(entry) && (!differing || entry.relation === 'differing'));
}

function compareOn(sides: Side[], lane: Lane): LaneEntry[] {
  const places = new Map<string, { control: ResolvedControl; side: string }[]>();
  for (const { name, controls } of sides) {
    for (const control of onLane(controls, lane).filter(({ kind }) => kind !== 'manual')) {
      const place = placeOf(control);
      places.set(place, [...(places.get(place) ?? []), { control, side: name }]);
    }
  }
  return [...places.values()].map((rows) => entryOf(sides, rows));
}

function entryOf(sides: Side[], rows: { control: ResolvedControl; side: string }[]): LaneEntry {
  const { title, kind, address } = (rows[0] as { control: ResolvedControl }).control;
  const settings = new Set(rows.map(({ control }) => control.setting));
  const present = sides
    .map(({ name }) => ({ name, controls: rows.filter(({ side }) => side === name).map(({ control }) => control) }))
    .filter(({ controls }) => controls.length > 0);
  const differ = present.slice(1).some((side) => compareSides(present[0] as Side, side) !== 'equal');
  return {
    setting: settings.size === 1 ? ([...settings][0] ?? null) : null,
    title,
    kind: kind as SettingKind,
    address: address as Address,
    nist: sortedNist(rows.flatMap(({ control }) => control.nist ?? [])),
    relation: present.length === 1 ? 'single' : differ ? 'differing' : 'shared',
    stricter: (differ && strictest(present)) || null,
    sides: present.map(({ name, controls }) => ({ baseline: name, demands: controls.map(demandOf) })),
  };
}

function demandOf({ id, level, expect, set, when }: ResolvedControl): Demand {
  return { control: id, level, expect: expect ?? {}, set, ...(when && { when }) };
}

/** Compares what two sides ask of one setting, variant by variant; nothing can be told where their conditions differ. */
function compareSides(first: Side, second: Side): Verdict {
  const [ours, theirs] = [first, second].map(({ controls }) => byCondition(controls));
  if (!ours || !theirs || ours.size !== theirs.size) return 'unknown';
  return sumUp(
    [...ours].map(([condition, mine]) => {
      const other = theirs.get(condition);
      return other ? compareDemands(mine, mine.expect ?? {}, other.expect ?? {}) : 'unknown';
    }),
  );
}

function byCondition(controls: ResolvedControl[]): Map<string, ResolvedControl> {
  return new Map(controls.map((control) => [JSON.stringify(control.when ?? {}), control]));
}

function strictest(sides: Side[]): string | undefined {
  const isStrictest = (one: Side) =>
    sides.every((other) => one === other || ['first', 'equal'].includes(compareSides(one, other)));
  const found = sides.filter(isStrictest);
  return found.length === 1 ? found[0]?.name : undefined;
}

function count(sides: Side[], entries: LaneEntry[]): Omit<CrosswalkCounts, 'release'> {
  const having = (relation: LaneEntry['relation']) => entries.filter((entry) => entry.relation === relation);
  const single = having('single');
  return {
    shared: having('shared').length,
    differing: having('differing').length,
    single: Object.fromEntries(
      sides.map(({ name }) => [name, single.filter(({ sides: [only] }) => only?.baseline === name).length]),
    ),
  };
}

function manualIds(controls: ResolvedControl[]): Set<string> {
  return new Set(controls.filter(({ kind }) => kind === 'manual').map(({ id }) => id));
}
