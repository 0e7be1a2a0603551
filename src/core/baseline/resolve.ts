import { EXIT, WinhardenError } from '../errors.ts';
import type { Catalogue } from './catalogue.ts';
import { isSiteChoice } from './control-check.ts';
import { baselineNamed, choicesOf, type Line, linesOf } from './extend.ts';
import { type FindGuards, guardFinder } from './guard.ts';
import { type Expectation, JUDGED_KINDS, type ResolvedControl, type SettingKind, type Value } from './model.ts';
import { nearest } from './nearest.ts';
import type { Baseline, PolicyControl, Setting } from './policy.ts';

type SiteValues = Record<string, Value>;

/** What controls are filled in from. */
interface Filling {
  settings: Catalogue['settings'];
  site: SiteValues;
  guards: FindGuards;
}

/** Finds what `--baseline NAME` means: a baseline, or one exact benchmark with all its levels. */
export function findBaseline(catalogue: Catalogue, name: string): Baseline {
  const found = baselineNamed(catalogue, name);
  if (!found) throw unknownBaseline(name, catalogue);
  return found;
}

function unknownBaseline(name: string, { baselines, benchmarks }: Catalogue): WinhardenError {
  const close = nearest(name, [...baselines.keys(), ...benchmarks.keys()]);
  return new WinhardenError({
    code: 'UnknownBaseline',
    message: `there is no baseline "${name}"`,
    suggestions: [
      ...close.map((other) => `Did you mean ${other}?`),
      `Known baselines: ${[...baselines.keys()].join(', ')}.`,
      'A baseline of your own is named by its file: --baseline ./my-baseline.yaml',
    ],
    exit: EXIT.usage,
  });
}

/** A baseline's controls with their settings filled in, one per address. `site` outranks the baseline's own site values. */
export function resolveBaseline(catalogue: Catalogue, baseline: Baseline, site: SiteValues = {}): ResolvedControl[] {
  const filling: Filling = {
    settings: catalogue.settings,
    site: { ...siteDefaults(catalogue), ...choicesOf(catalogue, baseline).site, ...site },
    guards: guardFinder(catalogue.guards.values()),
  };
  return linesOf(catalogue, baseline).map((line) => resolveControl(line, filling));
}

function siteDefaults({ site }: Catalogue): SiteValues {
  const known = [...site].filter(([, value]) => value.default !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, value.default as Value]));
}

function resolveControl({ control, benchmark, when }: Line, { settings, site, guards }: Filling): ResolvedControl {
  const setting = settings.get(control.setting ?? '');
  const resolved: ResolvedControl = {
    id: control.id,
    title: control.title ?? setting?.title ?? control.id,
    level: control.level ?? 'own',
    severity: control.severity,
    kind: setting?.kind ?? 'manual',
    address: setting?.address ?? null,
    expect: control.expect ?? null,
    set: setting ? valueToSet(control, setting.kind, site) : null,
    sources: control.sources ?? [],
    setting: control.setting,
    benchmark,
    when: Object.keys(when).length > 0 ? when : undefined,
    reason: control.manual,
    optIn: control.optIn,
    ...about(setting),
    dissent: control.dissent,
  };
  const guard = guards(resolved);
  return JSON.parse(JSON.stringify({ ...resolved, guard: guard.length > 0 ? guard : undefined }));
}

function about(setting: Setting | undefined): Pick<ResolvedControl, 'protects' | 'breaks' | 'risk' | 'reboot'> {
  return { protects: setting?.protects, breaks: setting?.breaks, risk: setting?.risk, reboot: setting?.reboot };
}

/** What apply writes: null where it deletes, and where a site value that nobody has given would say it. */
function valueToSet({ set, expect }: PolicyControl, kind: SettingKind, site: SiteValues): Value | null {
  if (isSiteChoice(set)) return site[set.site] ?? null;
  return set ?? impliedValue(kind, expect ?? {});
}

function impliedValue(kind: SettingKind, expect: Expectation): Value | null {
  if (JUDGED_KINDS.includes(kind)) return null;
  return expect.equals ?? expect.members ?? (kind === 'auditPolicy' ? expect.includes : undefined) ?? null;
}
