import { readFileSync } from 'node:fs';

/** A registry value: an unsigned number for DWORD and QWORD, text, a list of texts for MULTI_SZ, hex digits for BINARY. */
export interface RegistryValue {
  type: string;
  value: number | string | string[];
}

/** Key path to value name to value. A key is listed when it has values or nothing below it. */
export type Registry = Record<string, Record<string, RegistryValue>>;

export type Release = 2016 | 2019 | 2022 | 2025;

/** One user's hive; `default` is the profile that new users start from. */
interface UserHive {
  profile: string;
  /** Whether it is under HKU by its SID, as that of somebody who is logged on. */
  loaded: boolean;
  /** Its name under HKU where a killed script left it loaded. */
  mount?: string;
  registry: Registry;
}

interface LocalAccount {
  name: string;
  enabled: boolean;
  inactive?: boolean;
  passwordNotRequired?: boolean;
  passwordNeverExpires?: boolean;
}

/** What can be made to go wrong on a node; powershell/SimulatedWindows/README.md says what each does. */
interface WindowsFaults {
  seceditExit1?: boolean;
  seceditExit3?: boolean;
  seceditIgnores?: string[];
  denyKeys?: string[];
  readOnlyKeys?: string[];
  serviceDiesAfter?: { service: string; after: string; seconds?: number };
  hiveLocked?: string[];
  hiveMissing?: string[];
  hiveDirty?: string[];
  gpoReverts?: Record<string, number | string | string[]>;
  owners?: Record<string, string>;
  missingTool?: string[];
  stopAfterWrites?: number;
  keepMoments?: string;
}

/** What can be downloaded from a URL, and what it does when it runs. */
export interface Download {
  /** Base64; where there is none, the bytes are those of the URL. */
  content?: string;
  /** Grown to this size by zeros. */
  bytes?: number;
  /** Subject and status of the signature; no status: not signed. */
  signer?: string;
  status?: string;
  /** The only proxy that it is reached through. */
  proxy?: string;
  exitCode?: number;
  /** Seconds until it ends. */
  takes?: number;
  /** What it installs: a service, an entry among the installed programs, a file with its version. */
  service?: string;
  entry?: { code: string; wow64?: boolean; values: Record<string, string | number> };
  file?: string;
  version?: string;
  /** The program and arguments that take it away again: `uninstall.exe /S`. */
  uninstaller?: string;
  /** It is LGPO.exe. */
  lgpo?: boolean;
}

/** Everything that a simulated Windows is: powershell/SimulatedWindows reads and writes it as JSON. */
export interface WindowsState {
  release: Release;
  build: string;
  productName: string;
  installation: 'Server Core' | 'Server';
  computerName: string;
  instanceId: string;
  role: 'standalone' | 'member' | 'domainController' | 'workstation';
  domainJoined: boolean;
  culture: string;
  machineSid: string;
  /** Paths from `HKLM\`. Service start types live here. */
  registry: Registry;
  /** By SID, and `default`; paths from the hive's root. */
  users: Record<string, UserHive>;
  /** Keys of secedit's [System Access]. */
  accountPolicy: Record<string, number>;
  /** Right to SIDs in ordinal order; a right that nobody holds is absent. */
  userRights: Record<string, string[]>;
  /** Subcategory GUID to 0 none, 1 success, 2 failure, 3 both. */
  auditPolicy: Record<string, number>;
  services: Record<string, { status: string }>;
  /** By Server Manager's name; `optional` is the one that DISM has for it. */
  features: Record<string, { installed: boolean; parent?: string; restart?: boolean; optional?: string }>;
  /** By RID; what is not said is as it should be. */
  accounts: Record<string, LocalAccount>;
  /** File systems of its volumes, whether there is a TPM, names of wireless adapters. */
  hardware: { fileSystems: string[]; tpm: boolean; wireless: string[] };
  /** Path of a file, folder or registry key to its access list: SID, flags of icacls or a hyphen, rights in hex. */
  permissions: Record<string, string[]>;
  /** What can be downloaded, by URL. */
  downloads?: Record<string, Download>;
  /** What Registry.pol named when the policy was last refreshed: `key|name`. */
  policyValues?: string[];
  /** Files that software brought along, with their versions. */
  files?: Record<string, string>;
  faults: WindowsFaults;
  processStarts: number;
}

export interface FreshWindowsOptions {
  release: Release;
  core?: boolean;
  /** An EKS node: containerd, kubelet and the rest. */
  container?: boolean;
  culture?: string;
  instanceId?: string;
  computerName?: string;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Table = { [key: string]: Json };

const folder = new URL('../../powershell/SimulatedWindows/', import.meta.url);

/**
 * A node as it comes out of the box. The layers in powershell/SimulatedWindows/releases (base, release, installation,
 * container host) are laid over each other; `null` takes something away.
 */
export function freshWindows(options: FreshWindowsOptions): WindowsState {
  const { release, core = true, container = false, culture = 'en-US' } = options;
  const instanceId = options.instanceId ?? 'i-0123456789abcdef0';
  const computerName = options.computerName ?? `EC2AMAZ-${instanceId.slice(-7).toUpperCase()}`;
  const machineSid = `S-1-5-21-${[1, 2, 3].map((part) => hash(`${instanceId}/${part}`)).join('-')}`;
  const layers = ['base', String(release), core ? 'core' : 'desktop', ...(container ? ['containers'] : [])];
  const merged = layers.map((layer) => readTable(`releases/${layer}.json`)).reduce(overlay, {});
  const names = {
    computerName,
    machineSid,
    machineGuid: `${hash(instanceId).toString(16).padStart(8, '0')}-winharden`,
  };
  const state = fill(merged, names) as Table;
  const users = state['users'] as Table;
  addProfiles(state['registry'] as Table, users);
  nameBuiltIn(state['accounts'] as Table, culture);
  for (const user of Object.values(users)) {
    (user as Table)['registry'] = spellOut((user as Table)['registry'] as Table);
  }
  const own = { computerName, instanceId, culture, machineSid, faults: {}, processStarts: 0 };
  return { ...state, ...own, registry: spellOut(state['registry'] as Table) } as unknown as WindowsState;
}

/** The state as text with sorted keys: equal states give equal bytes. How often programs were started is left out. */
export function dumpWindows(state: WindowsState): string {
  const { processStarts: _, faults: __, ...rest } = state;
  return `${JSON.stringify(rest, sortKeys, 1)}\n`;
}

function sortKeys(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readTable(path: string): Table {
  return JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as Table;
}

function isTable(value: Json | undefined): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function overlay(below: Table, above: Table): Table {
  const result = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const present = result[key];
    if (value === null) delete result[key];
    else result[key] = isTable(value) && isTable(present) ? overlay(present, value) : value;
  }
  return result;
}

/** Replaces `{name}` in every key and text. */
function fill(value: Json, names: Record<string, string>): Json {
  if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (whole, name: string) => names[name] ?? whole);
  if (Array.isArray(value)) return value.map((item) => fill(item, names));
  if (!isTable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [String(fill(key, names)), fill(item, names)]));
}

/** The layers write a DWORD as a number, a SZ as text and a MULTI_SZ as a list; other types as `{type, value}`. */
function spellOut(keys: Table): Table {
  const typed = (value: Json): Json => {
    if (typeof value === 'number') return { type: 'REG_DWORD', value };
    if (typeof value === 'string') return { type: 'REG_SZ', value };
    return Array.isArray(value) ? { type: 'REG_MULTI_SZ', value } : value;
  };
  const spell = (values: Table) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typed(value)]));
  return Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, spell(values as Table)]));
}

function addProfiles(registry: Table, users: Table): void {
  for (const [sid, user] of Object.entries(users)) {
    if (sid === 'default') continue;
    registry[`HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\${sid}`] = {
      Flags: 0,
      ProfileImagePath: { type: 'REG_EXPAND_SZ', value: (user as Table)['profile'] as string },
      State: 0,
    };
  }
}

/** Administrator and Guest have names in the language of the installation. */
function nameBuiltIn(accounts: Table, culture: string): void {
  const names = readTable(`data/${culture}.json`)['builtinAccounts'] as Table;
  for (const [rid, name] of Object.entries(names)) (accounts[rid] as Table)['name'] = name as string;
}

/** FNV-1a: a number that looks random and is always the same. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (const character of text) sum = Math.imul(sum ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return sum;
}
