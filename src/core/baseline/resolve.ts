import { EXIT, WinhardenError } from '../errors.ts';
import type { Catalogue } from './catalogue.ts';
import { baselineNamed, choicesOf, type Line, linesOf } from './extend.ts';
import { type FindGuards, guardFinder } from './guard.ts';
import type { Default, ResolvedControl, Value, When } from './model.ts';
import { nearest } from './nearest.ts';
import { nistOf } from './nist.ts';
import { type FindOverlaid, overlayFinder } from './overlay.ts';
import type { Baseline, Overlay, Setting } from './policy.ts';
import { type SiteValues, valueToSet } from './written-value.ts';

/** What controls are filled in from. */
interface Filling {
  settings: Catalogue['settings'];
  site: SiteValues;
  guards: FindGuards;
  overlaid: FindOverlaid;
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

/**
 * A baseline's controls with their settings filled in, one per address, and what guards and overlays say of each.
 * `site` outranks the baseline's own site values.
 */
export function resolveBaseline(
  catalogue: Catalogue,
  baseline: Baseline,
  site: SiteValues = {},
  overlays: readonly Overlay[] = [],
): ResolvedControl[] {
  const known = {
    settings: catalogue.settings,
    site: { ...siteDefaults(catalogue), ...choicesOf(catalogue, baseline).site, ...site },
    guards: guardFinder(catalogue.guards.values()),
  };
  const filling: Filling = { ...known, overlaid: overlayFinder(overlays, known) };
  return linesOf(catalogue, baseline).map((line) => resolveControl(line, filling));
}

function siteDefaults({ site }: Catalogue): SiteValues {
  const known = [...site].filter(([, value]) => value.default !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, value.default as Value]));
}

function resolveControl(
  { control, benchmark, when }: Line,
  { settings, site, guards, overlaid }: Filling,
): ResolvedControl {
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
    default: defaultOf(setting, when),
    dissent: control.dissent,
  };
  const said = { guard: someOf(guards(resolved)), overlay: someOf(overlaid(resolved)) };
  return JSON.parse(JSON.stringify({ ...resolved, ...said }));
}

function someOf<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function about(setting?: Setting): Pick<ResolvedControl, 'protects' | 'breaks' | 'risk' | 'reboot' | 'nist'> {
  if (!setting) return {};
  const { protects, breaks, risk, reboot } = setting;
  return { protects, breaks, risk, reboot, nist: someOf(nistOf(setting)) };
}

/** The default of the one release that the control is for, or that of each. */
function defaultOf(setting: Setting | undefined, { release = [] }: When): Default | undefined {
  const value = setting?.default;
  const [only] = release;
  const perRelease = typeof value === 'object' && value !== null && !Array.isArray(value);
  return perRelease && only !== undefined && release.length === 1 ? (value[only] ?? null) : value;
}
