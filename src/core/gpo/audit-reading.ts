import { commaList } from './comma-list.ts';
import { demanded, joined, type Reading, unreadableGpo, unsupported } from './model.ts';

const GUID = /^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/i;

/** There are 59 subcategories; the rest is for single users. */
const MOST_ROWS = 10_000;

/** MS-GPAC 2.2.1.3.1: the number decides, the words beside it are for people and in their language. */
const FLAGS: Record<string, string[]> = { '1': ['Success'], '2': ['Failure'], '3': ['Success', 'Failure'], '4': [] };

/**
 * What an `audit.csv` says, by position, since its heading is in the language of the machine: Machine Name, Policy Target,
 * Subcategory, Subcategory GUID, Inclusion Setting, Exclusion Setting, Setting Value. Errors: UnreadableGpo.
 */
export function auditReading(text: string, file = 'audit.csv'): Reading {
  const lines = text.split(/\r\n?|\n/);
  if (lines.length > MOST_ROWS) throw unreadableGpo(file, `it has more than ${MOST_ROWS} lines`);
  const rows = lines.map((line) => commaList(line).map((field) => field.trim()));
  const [head = []] = rows;
  const data = GUID.test(head[3] ?? '') ? rows : rows.slice(1);
  return joined(data.filter((row) => row.some((field) => field !== '')).map(rowReading));
}

function rowReading([machine = '', target = '', name = '', guid = '', , , value = '']: string[]): Reading {
  if (guid === '') return unsupported(`${name || 'a line'} = ${value}`, 'an audit option, which is no subcategory');
  if (!GUID.test(guid)) return unsupported(`${name}: ${guid}`, 'no GUID of a subcategory');
  if (/^S-1-|\\/i.test(target)) return unsupported(`${name} of ${target}`, 'auditing of a single user');
  const flags = value === '0' && machine !== '' ? [] : FLAGS[value];
  if (!flags) return unsupported(`${name} = ${value}`, value === '0' ? LEFT_ALONE : 'no number that auditing can have');
  return demanded({
    kind: 'auditPolicy',
    address: { subcategory: guid.toUpperCase() },
    expect: { equals: flags },
    title: /^audit /i.test(name) ? name : `Audit ${name || guid}`,
  });
}

/** In a GPO, says MS-GPAC; `auditpol /backup`, which names the machine, means no auditing. */
const LEFT_ALONE = '0 leaves a subcategory as it is';
