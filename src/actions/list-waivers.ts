import { matchesControl } from '../core/baseline/control-pattern.ts';
import { choicesOf } from '../core/baseline/extend.ts';
import { loadCatalogue } from '../core/baseline/load-catalogue.ts';
import type { PolicyWaiver } from '../core/baseline/policy.ts';
import { resolveBaseline } from '../core/baseline/resolve.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { WaiverRecord } from '../core/plan/model.ts';
import { isExpired } from '../core/plan/waivers.ts';
import type { App } from '../core/ports.ts';
import { openBaseline, openConfig } from './open-baseline.ts';

export interface ListedWaiver extends PolicyWaiver {
  /** Where it is written. */
  from: 'config' | 'baseline';
  state: WaiverRecord['state'];
  /** Days after today on which it still holds, less than 0 where it has expired; null without a last day. */
  daysLeft: number | null;
}

export interface WaiverChoice {
  configFile?: string;
  /** Whose controls waivers must match, and whose own waivers are listed too. */
  baseline?: string;
}

/** The waivers of a place, those that expire first before the others. Errors: NoPolicy, UnknownBaseline, InvalidPolicy, UnreadableFile. */
export async function listWaivers(
  app: Pick<App, 'policy' | 'today'>,
  { configFile, baseline: name }: WaiverChoice,
): Promise<{ waivers: ListedWaiver[] }> {
  if (configFile === undefined && name === undefined) throw noPolicy();
  const opened = name === undefined ? null : await openBaseline(app, name);
  const catalogue = opened?.catalogue ?? (await loadCatalogue(app.policy));
  const ids = opened && new Set(resolveBaseline(catalogue, opened.baseline).map(({ id }) => id));
  const config = await openConfig(app, catalogue, configFile);
  const listed = (waivers: PolicyWaiver[] = [], from: ListedWaiver['from']) =>
    waivers.map((waiver) => ({ ...waiver, from, ...judge(waiver, ids, app.today()) }));
  const own = opened ? listed(choicesOf(catalogue, opened.baseline).waivers, 'baseline') : [];
  return { waivers: [...own, ...listed(config.waivers, 'config')].sort(soonestFirst) };
}

function judge(waiver: PolicyWaiver, ids: Set<string> | null, today: string): Pick<ListedWaiver, 'state' | 'daysLeft'> {
  const { expires, controls } = waiver;
  const daysLeft = expires === undefined ? null : (Date.parse(expires) - Date.parse(today)) / 86_400_000;
  if (isExpired(waiver, today)) return { state: 'expired', daysLeft };
  const matches = ids === null || [...ids].some((id) => controls.some((pattern) => matchesControl(pattern, id)));
  return { state: matches ? 'inForce' : 'unused', daysLeft };
}

function soonestFirst(a: ListedWaiver, b: ListedWaiver): number {
  return (a.daysLeft ?? Number.POSITIVE_INFINITY) - (b.daysLeft ?? Number.POSITIVE_INFINITY) || 0;
}

function noPolicy(): WinhardenError {
  return new WinhardenError({
    code: 'NoPolicy',
    message: 'no file is named whose waivers could be listed',
    suggestions: ['Name your winharden.yaml with --config, or a baseline with --baseline.'],
    exit: EXIT.usage,
  });
}
