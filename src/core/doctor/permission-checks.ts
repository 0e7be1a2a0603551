import { GRANTS } from '../permissions/grants.ts';
import type { Decision } from '../ports.ts';
import { type Check, check } from './model.ts';

/** Which commands need an action, and whether they go on without it. */
export interface Need {
  action: string;
  commands: string[];
  optional: boolean;
}

/** One line for all that is allowed, one for each action that is not. */
export function permissionChecks(needs: readonly Need[], decisions: readonly Decision[]): Check[] {
  const denied = new Set(decisions.filter(({ allowed }) => !allowed).map(({ action }) => action.toLowerCase()));
  const missing = needs.filter(({ action }) => denied.has(action.toLowerCase()));
  const allowed = needs.length - missing.length;
  if (needs.length === 0) return [check('permissions', 'Permissions', 'ok', 'none are needed')];
  const all = check('permissions', 'Permissions', 'ok', `${allowed} of ${needs.length} actions are allowed`);
  return [all, ...missing.map(missingCheck)];
}

function missingCheck({ action, commands, optional }: Need): Check {
  const who = commands.map((name) => `winharden ${name}`).join(', ');
  const found = optional ? `not allowed; ${who} can do without` : `not allowed, and needed by ${who}`;
  const fix = [`have ${action} allowed for yourself: \`winharden init\` writes the whole policy`];
  return check(`permission-${action}`, action, optional ? 'warning' : 'failed', found, fix);
}

export interface SampleOf {
  partition: string;
  region: string;
  account: string;
  bucket: string | null;
  prefix: string;
}

/**
 * A resource as an operator's policy names it, for IAM to judge: an action that is allowed on winharden's documents alone is denied on
 * `*`. Where a grant has several, the first that is no node, whose tags IAM would ask for.
 */
export function sampleResource(action: string, { partition, region, account, bucket, prefix }: SampleOf): string {
  const grants = GRANTS.filter(({ actions, conditions }) => actions.includes(action) && conditions === undefined);
  const named = grants.flatMap(({ on }) => on).find((arn) => !arn.includes(':instance/'));
  if (named === undefined || (bucket === null && named.includes('{bucket}'))) return '*';
  const values: Record<string, string> = { partition, account, bucket: bucket ?? '', prefix };
  const filled = named.replace(/\{(\w+)\}/g, (brace, name: string) => values[name] ?? brace);
  // `arn:partition:service:*:account:…`: the Region is the caller's; what else is left open may be anything.
  return filled.replace(/^(arn:[^:]+:[^:]+:)\*/, `$1${region}`);
}
