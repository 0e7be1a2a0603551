import type { SourcedDemand, Unsupported } from './model.ts';

/** "Local account" and "Local account and member of Administrators group". */
const LOCAL = ['S-1-5-113', 'S-1-5-114'];
/** Refused to local accounts, these rights lock out everybody who administers a machine that is in no domain. */
const RIGHTS = ['sedenynetworklogonright', 'sedenyremoteinteractivelogonright'];

/** Whether a demand keeps local accounts from coming in over the network. */
export function deniesLocalAccounts({ kind, address, expect }: SourcedDemand): boolean {
  const right = kind === 'userRight' ? (address as { right: string }).right.toLowerCase() : '';
  return RIGHTS.includes(right) && LOCAL.some((sid) => expect.members?.includes(sid));
}

/** The same demands for machines that are in no domain: others stay refused, local accounts do not. */
export function forStandalone(all: SourcedDemand[]): { demands: SourcedDemand[]; leftOut: Unsupported[] } {
  const leftOut = all.filter(deniesLocalAccounts).map(({ gpo, file, address, expect }) => {
    const sids = LOCAL.filter((sid) => expect.members?.includes(sid));
    const item = `${(address as { right: string }).right} for ${sids.join(', ')}`;
    return { gpo, file, item, reason: 'left out for hosts in no domain (--standalone)' };
  });
  const demands = all.flatMap((demand) => {
    if (!deniesLocalAccounts(demand)) return [demand];
    const members = demand.expect.members?.filter((sid) => !LOCAL.includes(sid)) ?? [];
    return members.length > 0 ? [{ ...demand, expect: { members } }] : [];
  });
  return { demands, leftOut };
}
