import { isSiteChoice } from './control-check.ts';
import { type Expectation, JUDGED_KINDS, type SettingKind, type Value } from './model.ts';
import type { PolicyControl } from './policy.ts';

export type SiteValues = Record<string, Value>;

/** What apply writes: null where it deletes, and where a site value that nobody has given would say it. */
export function valueToSet(
  { set, expect }: Pick<PolicyControl, 'set' | 'expect'>,
  kind: SettingKind,
  site: SiteValues,
): Value | null {
  if (isSiteChoice(set)) return site[set.site] ?? null;
  return set ?? impliedValue(kind, expect ?? {});
}

function impliedValue(kind: SettingKind, expect: Expectation): Value | null {
  if (JUDGED_KINDS.includes(kind)) return null;
  return expect.equals ?? expect.members ?? (kind === 'auditPolicy' ? expect.includes : undefined) ?? null;
}
