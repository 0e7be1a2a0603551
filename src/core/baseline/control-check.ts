import { comparisonOf, meets } from './expectation.ts';
import { type Expectation, JUDGED_KINDS, type Value } from './model.ts';
import { didYouMean } from './nearest.ts';
import type { PolicyControl, Setting, SiteValue } from './policy.ts';
import { type Finding, type Path, shown } from './problem.ts';
import { holdsList, holdsNumber, registryType, valueProblem } from './value-check.ts';

/** The names that a control may use. */
export interface Vocabulary {
  settings: Map<string, Setting>;
  sources: Map<string, unknown>;
  site: Map<string, SiteValue>;
}

/** What a control says that its schema cannot judge: names nobody knows, values that its setting cannot have. */
export function checkControl(control: PolicyControl, known: Vocabulary): Finding[] {
  const sources = (control.sources ?? []).flatMap((name, i) => unknown('source', name, known.sources, ['sources', i]));
  return [...sources, ...(control.setting === undefined ? checkManual(control) : checkSetting(control, known))];
}

function checkManual(control: PolicyControl): Finding[] {
  const needless = (['expect', 'set'] as const).filter((key) => control[key] !== undefined);
  return needless.map((key) => ({ path: [key], key: true, message: `a manual control has no "${key}"` }));
}

/** What a control says of its setting: that there is such a one, and that it can have these values. */
export function checkSetting(control: PolicyControl, known: Vocabulary): Finding[] {
  const setting = known.settings.get(control.setting ?? '');
  if (!setting) return unknown('setting', control.setting ?? '', known.settings, ['setting']);
  const expect = control.expect as Expectation;
  const comparison = checkComparison(setting, expect);
  return comparison.length > 0 ? comparison : checkSet(control, setting, expect, known.site);
}

type Allowed = (setting: Setting) => boolean;
const LISTS: Allowed = (setting) => holdsList(setting) || registryType(setting) === 'REG_SZ';
/** Settings that Windows may simply not have. */
const MAY_LACK: Allowed = ({ kind }) => ['registry', 'service', 'feature', 'accountPolicy'].includes(kind);

/** Which settings a comparison makes sense for; the others suit all. */
const SUITS: Partial<Record<keyof Expectation, Allowed>> = {
  oneOf: (setting) => !holdsList(setting),
  noneOf: (setting) => !holdsList(setting),
  atLeast: holdsNumber,
  atMost: holdsNumber,
  between: holdsNumber,
  absent: MAY_LACK,
  orAbsent: MAY_LACK,
  includes: LISTS,
  members: ({ kind }) => kind === 'userRight',
  within: ({ kind }) => kind === 'permission' || kind === 'inventory',
};

function checkComparison(setting: Setting, expect: Expectation): Finding[] {
  const misfit = (Object.keys(expect) as (keyof Expectation)[]).find((key) => SUITS[key]?.(setting) === false);
  if (misfit) {
    const type = registryType(setting) ?? setting.kind;
    return [{ path: ['expect', misfit], key: true, message: `"${misfit}" says nothing about a ${type} setting` }];
  }
  return [...expectedValues(expect)].flatMap(([path, value]) => misfitValue(setting, value, ['expect', ...path]));
}

/** The values inside an expectation that must be such as the setting can have. */
function* expectedValues(expect: Expectation): Generator<[Path, unknown]> {
  if (expect.equals !== undefined) yield [['equals'], expect.equals];
  if (expect.members) yield [['members'], expect.members];
  if (expect.within) yield [['within'], expect.within];
  for (const list of ['oneOf', 'noneOf'] as const) {
    for (const [i, value] of (expect[list] ?? []).entries()) yield [[list, i], value];
  }
}

function checkSet(
  control: PolicyControl,
  setting: Setting,
  expect: Expectation,
  site: Map<string, SiteValue>,
): Finding[] {
  const set = control.set;
  if (JUDGED_KINDS.includes(setting.kind)) return set === undefined ? [] : [needlessSet(setting)];
  if (set === undefined) return impliedSet(setting, expect) ? [] : [missingSet(expect)];
  if (!isSiteChoice(set)) return wrongSet(setting, expect, set, ['set']);
  const chosen = site.get(set.site);
  if (!chosen) return unknown('site value', set.site, site, ['set', 'site']);
  return chosen.default === undefined ? [] : wrongSet(setting, expect, chosen.default, ['set', 'site']);
}

function needlessSet({ kind }: Setting): Finding {
  return { path: ['set'], key: true, message: `a ${kind} setting is only looked at: nothing is ever set` };
}

function missingSet(expect: Expectation): Finding {
  return {
    path: ['expect'],
    message: `"${comparisonOf(expect)}" allows more than one value, so "set" must say which one to write`,
  };
}

/** Why a control cannot write this value: its setting cannot have it, or it would not be as the control expects. */
export function wrongSet(setting: Setting, expect: Expectation, value: Value, path: Path): Finding[] {
  const misfit = misfitValue(setting, value, path);
  if (misfit.length > 0 || meets(expect, value)) return misfit;
  return [{ path, message: `writing ${shown(value)} would not meet ${shown(expect)}` }];
}

function misfitValue(setting: Setting, value: unknown, path: Path): Finding[] {
  const problem = valueProblem(setting, value);
  return problem === null ? [] : [{ path, message: `${problem} for the setting "${setting.id}"` }];
}

/** Whether the expectation itself says what to write. */
function impliedSet({ kind }: Setting, expect: Expectation): boolean {
  const said = expect.equals ?? expect.members ?? expect.absent;
  return said !== undefined || (kind === 'auditPolicy' && expect.includes !== undefined);
}

export function isSiteChoice(set: PolicyControl['set']): set is { site: string } {
  return typeof set === 'object' && !Array.isArray(set);
}

/** A finding where nobody knows the name. */
export function unknown(what: string, name: string, known: Map<string, unknown>, path: Path): Finding[] {
  return known.has(name) ? [] : [{ path, message: `unknown ${what} "${name}"${didYouMean(name, known.keys())}` }];
}
