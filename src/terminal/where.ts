import { EXIT, WinhardenError } from '../core/errors.ts';
import type { Where } from '../core/ports.ts';
import { listOf } from './flags.ts';

export interface WhereFlagValues {
  region?: string[] | string | undefined;
  account?: string[] | string | undefined;
  'role-name'?: string | undefined;
  'external-id'?: string | undefined;
}

/** Repeated, separated by commas, or both; each once. */
const severalOf = (value: string[] | string | undefined) => [
  ...new Set(listOf(value).flatMap((item) => listOf(item).filter(Boolean))),
];

/** The accounts and Regions that the flags name; undefined where they name none. Errors: InvalidAccount. */
export function whereOf(flags: WhereFlagValues): Where | undefined {
  const regions = severalOf(flags.region);
  const accounts = severalOf(flags.account);
  for (const account of accounts) if (!/^\d{12}$/.test(account)) throw invalid(account);
  if (regions.length + accounts.length === 0) return undefined;
  const { 'role-name': roleName, 'external-id': externalId } = flags;
  return { regions, accounts, ...(roleName && { roleName }), ...(externalId && { externalId }) };
}

const invalid = (account: string) =>
  new WinhardenError({
    code: 'InvalidAccount',
    message: `"${account}" is not the id of an AWS account`,
    suggestions: [
      account.startsWith('ou-')
        ? `aws organizations list-accounts-for-parent --parent-id ${account} names its accounts: documents cannot be shared with organizational units`
        : 'write its twelve digits: --account 111122223333 --role-name NAME',
    ],
    exit: EXIT.usage,
  });
