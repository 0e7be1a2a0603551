import type { Expectation, RegistryAddress, RegistryType, Value } from '../baseline/model.ts';
import { type Demand, placeOf, type Reading, type Remark } from './model.ts';
import type { PolEntry } from './parse-pol.ts';
import { policyText, registryData } from './registry-data.ts';

type Hive = RegistryAddress['hive'];

/** What the records before have said so far: a later one may take it back. */
interface State {
  hive: Hive;
  demands: Map<string, Demand>;
  unsupported: Remark[];
}
type Directive = (state: State, entry: PolEntry, argument: string) => void;

/**
 * What a name says is to be done; most names only name a value to set. MS-GPREG 3.2.5.1 and learn.microsoft.com,
 * "Registry Policy File Format"; case does not matter.
 */
const DIRECTIVES: [RegExp, Directive][] = [
  [/^\*\*del\.(.+)$/is, (state, { key }, name) => demand(state, key, name, { absent: true })],
  [/^\*\*delvals\.?$/i, deleteAll],
  [/^\*\*deletevalues$/i, deleteListed],
  [/^\*\*soft\.(.+)$/is, (state, entry, name) => setValue(state, entry, name, { notEmpty: true })],
  [/^\*\*deletekeys$/i, (state, entry) => refuse(state, entry, `deletes the keys ${policyText(entry.data)} below it`)],
  [/^\*\*securekey(=.*)?$/i, (state, entry) => refuse(state, entry, 'changes the permissions of the key')],
  [/^\*\*/, (state, entry) => refuse(state, entry, 'a directive that winharden does not know')],
  [/^$/, (state, entry) => refuse(state, entry, entry.type === 0 ? NEW_KEY : 'sets the default value of the key')],
  [/^(.+)$/s, (state, entry, name) => setValue(state, entry, name)],
];
const NEW_KEY = 'creates the key, without a value in it';

/** Its own extension of Group Policy makes these rules effective; as mere registry values they are not. */
const APPLOCKER = /^software\\policies\\microsoft\\windows\\srpv2(\\|$)/i;

/** What the records of a `registry.pol` say, in their order. */
export function polReading(entries: PolEntry[], hive: Hive): Reading {
  const state: State = { hive, demands: new Map(), unsupported: [] };
  for (const entry of entries) readEntry(state, { ...entry, key: entry.key.split('\\').filter(Boolean).join('\\') });
  return { demands: [...state.demands.values()], unsupported: state.unsupported };
}

function readEntry(state: State, entry: PolEntry): void {
  const obstacle = obstacleTo(entry);
  if (obstacle) refuse(state, entry, obstacle);
  else perform(state, entry);
}

function obstacleTo({ key, name }: PolEntry): string | null {
  if (APPLOCKER.test(key)) return 'AppLocker rules work only through Group Policy itself';
  return key.isWellFormed() && name.isWellFormed() ? null : 'its name is no valid UTF-16';
}

function perform(state: State, entry: PolEntry): void {
  for (const [pattern, directive] of DIRECTIVES) {
    const found = pattern.exec(entry.name);
    if (!found) continue;
    directive(state, entry, found[1] ?? '');
    return;
  }
}

/** With an expectation of its own, the value is what apply writes where that is not met. */
function setValue(state: State, entry: PolEntry, name: string, expect?: Expectation): void {
  const data = registryData(entry.type, entry.data);
  if ('reason' in data) refuse(state, entry, data.reason);
  else if (expect) demand(state, entry.key, name, expect, data.type, data.value);
  else demand(state, entry.key, name, { equals: data.value }, data.type);
}

/** What is known to be in the key goes; what else a node may have there cannot be said. */
function deleteAll(state: State, entry: PolEntry): void {
  const { key } = entry;
  for (const { address } of [...state.demands.values()]) {
    const known = address as RegistryAddress;
    if (known.key.toLowerCase() === key.toLowerCase()) demand(state, key, known.name, { absent: true });
  }
  refuse(state, entry, 'deletes every other value of the key');
}

function deleteListed(state: State, { key, data }: PolEntry): void {
  const names = policyText(data)
    .split(';')
    .map((name) => name.trim());
  for (const name of names.filter((name) => name !== '')) demand(state, key, name, { absent: true });
}

function demand(
  { hive, demands }: State,
  key: string,
  name: string,
  expect: Expectation,
  type: RegistryType = 'REG_SZ',
  set?: Value,
): void {
  const address: RegistryAddress = { hive, key, name, type };
  const said: Demand = { kind: 'registry', address, expect, title: `Value ${name} of ${key}` };
  demands.set(placeOf(said), set === undefined ? said : { ...said, set });
}

function refuse({ hive, unsupported }: State, { key, name }: PolEntry, reason: string): void {
  unsupported.push({ item: name === '' ? `${hive}\\${key}` : `${hive}\\${key}: ${name}`, reason });
}
