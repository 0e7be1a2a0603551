import type { WinhardenError } from '../errors.ts';
import type { Identity, Trial } from '../ports.ts';
import { type Check, check } from './model.ts';

/** Errors that mean that nobody answered, or not AWS. */
const NOBODY = ['Unreachable', 'NotAws', 'NoRegion', 'InvalidRegion'];

export const identityCheck = ({ account, arn }: Identity): Check =>
  arn.endsWith(':root')
    ? check('identity', 'Identity', 'warning', `the root user of account ${account}`, [
        'use a role instead: nothing can be taken from the root user (`winharden init` makes roles)',
      ])
    : check('identity', 'Identity', 'ok', `${arn} in account ${account}`);

export const regionCheck = ({ region }: Identity): Check => check('region', 'Region', 'ok', region);

/** AWS refuses requests that are five minutes off; schedules and reports are read by time long before. */
const LATE_SECONDS = 30;
const REFUSED_SECONDS = 300;

export function clockCheck(ahead: number | null): Check {
  if (ahead === null) return check('clock', 'Clock', 'unknown', 'the answer had no time');
  const off = Math.round(Math.abs(ahead));
  const text = off < 2 ? 'with AWS' : `${off} seconds ${ahead > 0 ? 'ahead of' : 'behind'} AWS`;
  if (off < LATE_SECONDS) return check('clock', 'Clock', 'ok', text);
  const verdict = off < REFUSED_SECONDS ? 'warning' : 'failed';
  return check('clock', 'Clock', verdict, text, [
    'set the clock of this machine by NTP: AWS refuses requests that are five minutes off',
  ]);
}

/** Who answered, service by service. Whoever says no has answered. */
export function endpointChecks(trials: readonly Trial[], overrides: readonly string[]): Check[] {
  const note = overrides.length > 0 ? [`set in the environment: ${overrides.join(', ')}`] : [];
  return [...Map.groupBy(trials, ({ service }) => service)].map(([service, its]) => {
    const id = `endpoint-${service.toLowerCase().replaceAll(' ', '-')}`;
    const silent = its.find(({ error }) => error !== null && NOBODY.includes(error.code))?.error;
    if (silent) return check(id, `${service} endpoint`, 'failed', silent.message, [...silent.suggestions, ...note]);
    return check(id, `${service} endpoint`, 'ok', 'answers');
  });
}

/** What may be read, where IAM may not be asked: as far as harmless requests show it. */
export function trialChecks(trials: readonly Trial[], whyNotAsked: WinhardenError): Check[] {
  const refused = trials.filter(({ error }) => error !== null && !NOBODY.includes(error.code));
  const tried = trials.map(({ action }) => action).join(', ');
  const failed = refused.map(({ action, error }) =>
    check(`permission-${action}`, action, 'failed', error?.message ?? '', error?.suggestions ?? []),
  );
  const rest = check(
    'permissions',
    'Permissions',
    'unknown',
    `only ${tried} could be tried; nothing is known of the others, because ${whyNotAsked.message}`,
    ['have iam:SimulatePrincipalPolicy (and iam:GetRole for a role) allowed on yourself, and look again'],
  );
  return [...failed, rest];
}

/** What the API reference gives as the most of one account and Region; more can be asked for. */
const MOST = { documents: 500, associations: 2000 };
const NEARLY = 0.9;

export function quotaChecks(counts: { documents: number; associations: number }): Check[] {
  return (['documents', 'associations'] as const).map((what) => {
    const found = `${counts[what]} of ${MOST[what]}, unless your quota was raised`;
    const near = counts[what] >= MOST[what] * NEARLY;
    const about = what === 'documents' ? 'SSM documents' : 'State Manager associations';
    return check(`quota-${what}`, about, near ? 'warning' : 'ok', found, near ? [FREE[what]] : []);
  });
}

const FREE = {
  documents: 'delete documents that nobody uses, or have the quota raised: a run needs one for each new plan',
  associations: 'delete associations that nobody uses, or have the quota raised: each schedule needs one',
};
