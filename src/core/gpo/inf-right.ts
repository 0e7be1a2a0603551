import { demanded, joined, type Reading, unsupported } from './model.ts';

const SID = /^S-1-\d+(-\d+)+$/i;
/** Accounts and groups of one domain or one computer: what they mean elsewhere nobody knows. */
const OF_ONE_PLACE = /^S-1-5-21-/i;

/** English names that hand-written templates use (learn.microsoft.com, "Well-known SIDs"). */
const WELL_KNOWN: Record<string, string> = {
  everyone: 'S-1-1-0',
  batch: 'S-1-5-3',
  interactive: 'S-1-5-4',
  service: 'S-1-5-6',
  'anonymous logon': 'S-1-5-7',
  'enterprise domain controllers': 'S-1-5-9',
  'authenticated users': 'S-1-5-11',
  system: 'S-1-5-18',
  'local service': 'S-1-5-19',
  'network service': 'S-1-5-20',
  'local account': 'S-1-5-113',
  'local account and member of administrators group': 'S-1-5-114',
  administrators: 'S-1-5-32-544',
  users: 'S-1-5-32-545',
  guests: 'S-1-5-32-546',
  'server operators': 'S-1-5-32-549',
  'backup operators': 'S-1-5-32-551',
  'remote desktop users': 'S-1-5-32-555',
  'performance log users': 'S-1-5-32-559',
  iis_iusrs: 'S-1-5-32-568',
};

/**
 * `SeX = *SID,*SID,name`; nothing after `=` means nobody. Who cannot be named everywhere is left out of a denial;
 * a right that is granted would be taken from them, so it is left out as a whole.
 */
export function infRight(line: string): Reading {
  const at = line.indexOf('=');
  const right = (at < 0 ? line : line.slice(0, at)).trim();
  const names = at < 0 ? [] : line.slice(at + 1).split(',');
  const holders = names.map((name) => name.trim().replace(/^"(.*)"$/, '$1')).filter((name) => name !== '');
  const sids = holders.map((name) => [name, sidOf(name)] as const);
  const members = [...new Set(sids.flatMap(([, sid]) => sid ?? []))];
  const strangers = sids.filter(([, sid]) => sid === null).map(([name]) => name);
  const said = demanded({ kind: 'userRight', address: { right }, expect: { members }, title: `Who holds ${right}` });
  if (strangers.length === 0) return said;
  const denial = /^SeDeny/i.test(right);
  const why = 'not the same account on every node';
  if (denial && members.length > 0) return joined([said, unsupported(`${right} for ${strangers.join(', ')}`, why)]);
  return unsupported(`${right} = ${holders.join(', ')}`, `${strangers.join(', ')}: ${why}`);
}

/** Null for whom only one domain or computer knows. */
function sidOf(holder: string): string | null {
  const name = holder.replace(/^\*/, '');
  if (SID.test(name)) return OF_ONE_PLACE.test(name) ? null : name.toUpperCase();
  return WELL_KNOWN[name.replace(/^(NT AUTHORITY|BUILTIN)\\/i, '').toLowerCase()] ?? null;
}
