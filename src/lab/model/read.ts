import { readCertificate, readInventory, readPermission } from './looked-at.ts';
import type { Point, PointState } from './point.ts';
import type { Registry } from './registry.ts';
import { readSoftware, serviceKey } from './software.ts';
import type { Windows } from './windows.ts';

/** Reads what the points hold; a point that cannot be read gets its problem. */
export function readPoints(windows: Windows, points: readonly Point[], withStatus: boolean): void {
  for (const point of points) {
    point.problem = null;
    try {
      point.state = READERS[point.kind](windows, point, withStatus);
    } catch (error) {
      point.problem = (error as Error).message;
    }
  }
}

type Reader = (windows: Windows, point: Point, withStatus: boolean) => PointState;

const READERS: Record<Point['kind'], Reader> = {
  registry: readRegistry,
  accountPolicy: ({ accountPolicy }, { address }) => plain(accountPolicy[String(address['policy'])] ?? null),
  userRight: (windows, { address }) => plain(sidsOf(windows, windows.userRights[String(address['right'])] ?? [])),
  auditPolicy: readAuditPolicy,
  service: readService,
  feature: readFeature,
  localAccount: readAccount,
  installer: readSoftware,
  gpo: () => {
    throw new Error('the model does not know Group Policy: use the driver powershell');
  },
  permission: readPermission,
  certificate: readCertificate,
  inventory: readInventory,
};

const plain = (value: PointState['value']): PointState => ({ value, type: null });

/** As the engine lists them: those of the node's own domain as S-1-5-21-*-RID. */
export function sidsOf(windows: Windows, sids: readonly string[]): string[] {
  const domain = domainOf(windows);
  return sortedSids(sids.map((sid) => (domain ? sid.replace(domain, 'S-1-5-21-*-') : sid)));
}

/** The SID of the node's domain with a hyphen at its end, from where LSA keeps it. */
export function domainOf({ machine }: Windows): string | undefined {
  const bytes = Buffer.from(String(machine.get('SECURITY\\Policy\\PolPrDmS', '')?.value ?? ''), 'hex');
  return bytes.length === 24 ? `S-1-5-21-${[12, 16, 20].map((at) => bytes.readUInt32LE(at)).join('-')}-` : undefined;
}

export function sortedSids(sids: readonly string[]): string[] {
  return [...new Set(sids)].sort((a, b) => (a.toUpperCase() < b.toUpperCase() ? -1 : 1));
}

/** The hive of a point: the machine's, or a user's. */
export function hiveOf({ machine, users }: Windows, { user }: Point): Registry {
  const hive = user === null ? machine : users.get(user);
  if (!hive) throw new Error(`the hive of ${user} could not be read: the profile of ${user} is gone`);
  return hive;
}

function readRegistry(windows: Windows, point: Point): PointState {
  const hive = hiveOf(windows, point);
  const key = String(point.address['key']);
  const found = hive.get(key, String(point.address['name']));
  const value = found && /^REG_(BINARY|NONE)$/.test(found.type) ? String(found.value).toUpperCase() : found?.value;
  return { value: value ?? null, type: found?.type ?? null, missingKeys: hive.missing(key) };
}

const SUBCATEGORY = /^\{0CCE92[0-9A-F]{2}-69AE-11D9-BED3-505054503030\}$/;

function readAuditPolicy({ auditPolicy }: Windows, { address }: Point): PointState {
  const guid = String(address['subcategory']);
  if (!SUBCATEGORY.test(guid)) throw new Error('auditpol does not report this subcategory');
  return plain(auditPolicy[guid] ?? 0);
}

const START_TYPES = ['boot', 'system', 'automatic', 'manual', 'disabled'];

function readService({ machine, services }: Windows, { address }: Point, withStatus: boolean): PointState {
  const name = String(address['service']);
  const start = machine.get(serviceKey(name), 'Start')?.value;
  const delayed = machine.get(serviceKey(name), 'DelayedAutostart')?.value ?? null;
  if (start === undefined) return { value: null, type: null, delayed, running: false };
  const value = start === 2 && delayed === 1 ? 'automaticDelayed' : (START_TYPES[Number(start)] ?? null);
  return { value, type: null, delayed, running: withStatus && services[name]?.status === 'Running' };
}

function readFeature({ features }: Windows, { address }: Point): PointState {
  const name = featureName({ features }, address);
  const feature = features[name];
  if (!feature) return { value: null, type: null, parts: [] };
  const parts = 'feature' in address ? installedParts({ features }, name) : installedOptional({ features });
  return { value: feature.installed ? 'installed' : 'removed', type: null, parts: feature.installed ? parts : [] };
}

/** Server Manager's name of a feature; DISM has another for some. */
export function featureName({ features }: Pick<Windows, 'features'>, address: Point['address']): string {
  if ('feature' in address) return String(address['feature']);
  return Object.keys(features).find((name) => features[name]?.optional === address['optionalFeature']) ?? '';
}

/** DISM does not say what is part of what: all that is on may go with one. */
function installedOptional({ features }: Pick<Windows, 'features'>): string[] {
  return Object.values(features).flatMap(({ optional, installed }) => (optional && installed ? [optional] : []));
}

function installedParts({ features }: Pick<Windows, 'features'>, parent: string): string[] {
  const own = Object.keys(features).filter((name) => features[name]?.parent === parent && features[name]?.installed);
  return own.flatMap((name) => [name, ...installedParts({ features }, name)]);
}

function readAccount({ accounts }: Windows, { address }: Point): PointState {
  const account = accounts[String(address['rid'])];
  return plain(account ? (address['property'] === 'name' ? account.name : account.enabled) : null);
}
