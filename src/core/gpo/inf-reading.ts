import { commaList, unquoted } from './comma-list.ts';
import { infRegistry } from './inf-registry.ts';
import { infRight } from './inf-right.ts';
import { type Demand, demanded, joined, type Reading, unsupported } from './model.ts';
import { parseInf } from './parse-inf.ts';

type LineReader = (line: string) => Reading;

const refused =
  (what: string, reason: string): LineReader =>
  (line) =>
    unsupported(`${what}: ${line}`, reason);

const nothing: LineReader = () => ({ demands: [], unsupported: [] });

/** Every section that MS-GPSB 2.2 and `secedit /export` have. */
const SECTIONS: Record<string, LineReader> = {
  unicode: nothing,
  version: nothing,
  'profile description': nothing,
  'system access': systemAccess,
  'registry values': infRegistry,
  'privilege rights': infRight,
  'service general setting': serviceStart,
  'event audit': refused('Event Audit', 'the nine old audit categories; the subcategories of audit.csv replace them'),
  'kerberos policy': refused('Kerberos Policy', 'only domain controllers have it'),
  'registry keys': refused('Registry Keys', 'permissions of registry keys'),
  'file security': refused('File Security', 'permissions of files'),
  'group membership': refused('Group Membership', 'members of groups'),
  'application log': refused(
    'Application Log',
    'log settings of Windows before 2008; administrative templates replace them',
  ),
  'security log': refused('Security Log', 'log settings of Windows before 2008; administrative templates replace them'),
  'system log': refused('System Log', 'log settings of Windows before 2008; administrative templates replace them'),
};

/** What a security template says. Errors: UnreadableGpo. */
export function infReading(text: string, file?: string): Reading {
  return joined(
    parseInf(text, file).flatMap(({ name, lines }) => {
      const read = SECTIONS[name.toLowerCase()] ?? refused(`[${name}]`, 'a section that winharden does not know');
      return lines.map(read);
    }),
  );
}

/** `Key = value` split at the first `=`. */
function assignment(line: string): [string, string] {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

const RID: Record<string, number> = { administrator: 500, admin: 500, guest: 501 };

function systemAccess(line: string): Reading {
  const [policy, value] = assignment(line);
  const [, verb, who = ''] = /^(New|Enable)(Administrator|Admin|Guest)(?:Name|Account)$/i.exec(policy) ?? [];
  const rid = RID[who.toLowerCase()];
  if (rid !== undefined && verb?.toLowerCase() === 'new') return demanded(accountName(rid, unquoted(value).trim()));
  if (!/^-?\d{1,10}$/.test(value)) return unsupported(`System Access: ${line}`, 'its value is no whole number');
  return demanded(rid === undefined ? accountPolicy(policy, Number(value)) : accountEnabled(rid, Number(value) !== 0));
}

function accountPolicy(policy: string, value: number): Demand {
  return { kind: 'accountPolicy', address: { policy }, expect: { equals: value }, title: `Account policy ${policy}` };
}

const ACCOUNT = new Map([
  [500, { title: 'the built-in administrator', known: 'Administrator', site: 'administratorName' }],
  [501, { title: 'the guest account', known: 'Guest', site: 'guestName' }],
]);

/** A placeholder such as `%adminname%` is for each site to fill in. */
function accountName(rid: number, name: string): Demand {
  const { title = '', known = '', site = '' } = ACCOUNT.get(rid) ?? {};
  const said: Demand = {
    kind: 'localAccount',
    address: { rid, property: 'name' },
    expect: { equals: name },
    title: `Name of ${title}`,
  };
  return /^%.*%$/.test(name) ? { ...said, expect: { noneOf: [known] }, set: { site } } : said;
}

function accountEnabled(rid: number, enabled: boolean): Demand {
  const address = { rid, property: 'enabled' as const };
  const title = `Whether ${ACCOUNT.get(rid)?.title} is enabled`;
  return { kind: 'localAccount', address, expect: { equals: enabled }, title };
}

const START: Record<string, string> = { '2': 'automatic', '3': 'manual', '4': 'disabled' };

/** `"Name",2,"SDDL"`. A GPO leaves nodes alone that do not have the service. */
function serviceStart(line: string): Reading {
  const [name = '', start = '', ...permissions] = commaList(line).map((part) => part.trim());
  const type = START[start];
  const starts = type
    ? demanded({
        kind: 'service',
        address: { service: name },
        expect: { equals: type, orAbsent: true },
        title: `Start type of the service ${name}`,
      })
    : unsupported(`Service General Setting: ${line}`, 'no start type that a service can be given');
  const sddl = permissions.join(',');
  return sddl === '' ? starts : joined([starts, unsupported(`Service ${name}: ${sddl}`, 'permissions of a service')]);
}
