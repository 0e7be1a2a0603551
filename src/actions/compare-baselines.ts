import type { Release } from '../core/baseline/model.ts';
import { resolveBaseline } from '../core/baseline/resolve.ts';
import { type Crosswalk, crosswalk, narrowEntries, type Side } from '../core/compare/crosswalk.ts';
import { type BaselineDiff, diffBaselines } from '../core/compare/diff.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import { openBaseline, type PolicyApp } from './open-baseline.ts';

export interface CrosswalkInput {
  /** Names or files, two at least. */
  baselines: string[];
  release?: Release;
  differing?: boolean;
  /** An exact control id, or a prefix and `*`. */
  control?: string;
}

/** What baselines ask of each setting, side by side. Errors: TooFewBaselines and those of a baseline that cannot be opened. */
export async function crosswalkBaselines(
  app: PolicyApp,
  { baselines, release, differing, control }: CrosswalkInput,
): Promise<Crosswalk> {
  const names = [...new Set(baselines)];
  if (names.length < 2) throw tooFew(names);
  const sides = await Promise.all(names.map((name) => sideOf(app, name)));
  const { entries, ...rest } = crosswalk(sides, release);
  const filter = { ...(differing && { differing }), ...(control !== undefined && { control }) };
  return { ...rest, entries: narrowEntries(entries, filter) };
}

/** What changed from one baseline to another. */
export interface ShownDiff extends BaselineDiff {
  before: string;
  after: string;
}

/** Errors: those of a baseline that cannot be opened. */
export async function diffTwoBaselines(app: PolicyApp, before: string, after: string): Promise<ShownDiff> {
  const [left, right] = await Promise.all([sideOf(app, before), sideOf(app, after)]);
  return { before, after, ...diffBaselines(left.controls, right.controls) };
}

/** Under the name that was given: two versions of one file have the same name inside. */
async function sideOf(app: PolicyApp, name: string): Promise<Side> {
  const { catalogue, baseline } = await openBaseline(app, name);
  return { name, controls: resolveBaseline(catalogue, baseline) };
}

function tooFew(names: string[]): WinhardenError {
  return new WinhardenError({
    code: 'TooFewBaselines',
    message: `there is nothing to lay beside ${names.join(', ')}: a crosswalk needs two baselines`,
    suggestions: ['Name another one, as in: winharden baseline crosswalk cis-l1 msft'],
    exit: EXIT.usage,
  });
}
