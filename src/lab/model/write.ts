import { setAccountPolicies } from './account-policy.ts';
import type { Point } from './point.ts';
import { domainOf, featureName, hiveOf, sortedSids } from './read.ts';
import { serviceKey, setSoftware } from './software.ts';
import type { Windows } from './windows.ts';

/** The order of setting: what can be undone at once first, software last. Restoring goes the other way. */
const ORDER: readonly Point['kind'][][] = [
  ['registry'],
  ['accountPolicy', 'userRight'],
  ['auditPolicy'],
  ['service'],
  ['localAccount'],
  ['feature'],
  ['installer'],
  ['gpo'],
];

/** Sets points to their targets; one that cannot be set gets its problem. */
export function setPoints(windows: Windows, points: readonly Point[], reverse = false): void {
  for (const kinds of reverse ? [...ORDER].reverse() : ORDER) {
    const own = points.filter(({ kind }) => kinds.includes(kind));
    if (own.length === 0) continue;
    for (const point of own) point.problem = null;
    setKind(windows, reverse ? own.reverse() : own);
  }
}

function setKind(windows: Windows, points: Point[]): void {
  const kind = (points[0] as Point).kind;
  if (kind === 'accountPolicy' || kind === 'userRight') setSecurityPolicy(windows, points);
  else setEach(windows, points, SETTERS[kind]);
  if (kind === 'service') for (const point of points) settleService(windows, point);
}

function setEach(windows: Windows, points: Point[], set: Setter): void {
  for (const point of points) {
    try {
      set(windows, point);
    } catch (error) {
      point.problem = (error as Error).message;
    }
  }
}

type Setter = (windows: Windows, point: Point) => void;

const SETTERS: Record<Exclude<Point['kind'], 'accountPolicy' | 'userRight'>, Setter> = {
  registry: setRegistry,
  auditPolicy: (windows, { address, target }) => {
    windows.auditPolicy[String(address['subcategory'])] = Number(target?.value);
    windows.changed('auditpol');
  },
  service: setService,
  feature: setFeature,
  localAccount: setAccount,
  installer: setSoftware,
  gpo: () => undefined,
  // Only looked at.
  permission: () => undefined,
  certificate: () => undefined,
  inventory: () => undefined,
};

function setRegistry(windows: Windows, point: Point): void {
  const { address, target, user } = point;
  const hive = hiveOf(windows, point);
  const [key, name] = [String(address['key']), String(address['name'])];
  const value = target?.value ?? null;
  if (value !== null) hive.set(key, name, { type: String(target?.type), value: stored(value, target?.type) });
  else if (!hive.remove(key, name, Number(target?.['missingKeys'] ?? 0))) return;
  windows.changed(`${user === null ? 'HKLM' : `HKU\\${user}`}\\${key}\\${name}`);
}

/** The simulation keeps bytes as small hex. */
function stored(value: NonNullable<Point['set']>, type: string | null | undefined): string | number | string[] {
  if (type === 'REG_BINARY' || type === 'REG_NONE') return String(value).toLowerCase();
  return typeof value === 'boolean' ? Number(value) : value;
}

const SID = /^S-1-[0-9-]+$/;

/** One secedit call for all: what it refuses is the problem of every point in it. */
function setSecurityPolicy(windows: Windows, points: Point[]): void {
  const policies = points.filter(({ kind, target }) => kind === 'accountPolicy' && target?.value != null);
  const failed =
    policies.length > 0 &&
    !setAccountPolicies(
      windows,
      Object.fromEntries(policies.map(({ address, target }) => [String(address['policy']), Number(target?.value)])),
    );
  for (const point of points) {
    if (point.kind === 'userRight') setRight(windows, point);
    if (failed) point.problem = 'secedit.exe /configure ended with exit code 1';
  }
  windows.changed('secedit');
}

function setRight(windows: Windows, point: Point): void {
  const { userRights } = windows;
  const domain = domainOf(windows);
  const listed = (point.target?.value ?? []) as string[];
  const wanted = listed.map((sid) => (domain ? sid.replace('S-1-5-21-*-', domain) : sid));
  const unknown = wanted.find((sid) => !SID.test(sid));
  if (unknown !== undefined) point.problem = `'${unknown}' is not known to Windows and was left out`;
  const sids = sortedSids(wanted.filter((sid) => SID.test(sid)));
  const right = String(point.address['right']);
  if (sids.length > 0) userRights[right] = sids;
  else delete userRights[right];
}

const STARTS: Record<string, number> = {
  boot: 0,
  system: 1,
  automatic: 2,
  automaticDelayed: 2,
  manual: 3,
  disabled: 4,
};

function setService(windows: Windows, { address, target }: Point): void {
  const name = String(address['service']);
  const key = serviceKey(name);
  const { machine, services } = windows;
  if (!services[name] || !machine.has(key))
    throw new Error('sc.exe config ended with exit code 1060: [SC] OpenService FAILED 1060:');
  const start = STARTS[String(target?.value)] as number;
  const delayed = target?.value === 'automaticDelayed';
  if (start === 2 && (delayed || machine.get(key, 'DelayedAutostart')))
    setDword(windows, key, 'DelayedAutostart', Number(delayed));
  setDword(windows, key, 'Start', start);
  windows.changed(`HKLM\\${key}\\Start`);
  if (!target || !('delayed' in target)) return;
  if (target['delayed'] === null) machine.remove(key, 'DelayedAutostart');
  else setDword(windows, key, 'DelayedAutostart', Number(target['delayed']));
}

function setDword({ machine }: Windows, key: string, name: string, value: number): void {
  machine.set(key, name, { type: 'REG_DWORD', value });
}

/** Stops what is disabled; put back, a service that ran runs again. */
function settleService(windows: Windows, { address, target }: Point): void {
  const name = String(address['service']);
  if (target?.['running']) startService(windows, name);
  else if (target?.value === 'disabled') setStatus(windows, name, 'Stopped');
}

/** A disabled service does not start. */
export function startService(windows: Windows, name: string): void {
  if (windows.machine.get(serviceKey(name), 'Start')?.value !== STARTS['disabled']) setStatus(windows, name, 'Running');
}

function setStatus(windows: Windows, name: string, status: string): void {
  const service = windows.services[name];
  if (!service || service.status === status) return;
  service.status = status;
  windows.changed(`service ${name}`);
}

function setFeature(windows: Windows, { address, target }: Point): void {
  const install = target?.value === 'installed';
  const parts = install ? ((target?.['parts'] ?? []) as string[]) : [];
  const names = 'feature' in address ? parts : parts.map((part) => featureName(windows, { optionalFeature: part }));
  const tree = [featureName(windows, address), ...names].flatMap((name) => featureTree(windows, name, install));
  const changed = tree.filter((name) => windows.features[name]?.installed !== install);
  for (const name of changed) {
    const feature = windows.features[name];
    if (!feature)
      throw new Error(
        `ArgumentNotValid: The role, role service, or feature name is not valid: '${name}'. The name was not found.`,
      );
    feature.installed = install;
    windows.rebootRequired ||= feature.restart === true;
  }
  if (changed.length > 0) windows.changed(`feature ${changed.join(',')}`);
}

/** Installing takes the parents along, removing takes the parts along. */
function featureTree({ features }: Pick<Windows, 'features'>, name: string, install: boolean): string[] {
  const parent = features[name]?.parent;
  const others = install
    ? parent
      ? [parent]
      : []
    : Object.keys(features).filter((part) => features[part]?.parent === name);
  return [name, ...others.flatMap((other) => featureTree({ features }, other, install))];
}

function setAccount(windows: Windows, { address, target }: Point): void {
  const account = windows.accounts[String(address['rid'])];
  if (!account) throw new Error(`User ${address['rid']} was not found.`);
  if (address['property'] === 'name') account.name = freeName(windows, String(target?.value));
  else account.enabled = target?.value === true;
  windows.changed(`account ${address['rid']}`);
}

function freeName({ accounts }: Windows, name: string): string {
  if (/["/\\[\]:;|=,+*?<>@]/.test(name) || name.length > 20 || /^[ .]*$/.test(name))
    throw new Error(`The name ${name} is not valid.`);
  if (Object.values(accounts).some((account) => account.name.toUpperCase() === name.toUpperCase()))
    throw new Error(`The name ${name} is already in use.`);
  return name;
}
