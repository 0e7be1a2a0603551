import { excess } from './expectation.ts';
import type { Point, PointState } from './point.ts';
import type { Windows } from './windows.ts';

/** What a node is only asked about: nothing sets these kinds, and what differs comes with advice for people. */

/** `SID here folders files`, sorted by SID. */
export function readPermission({ permissions }: Windows, point: Point): PointState {
  const path = expanded(String(point.address['path']));
  const entries = Object.entries(permissions).find(([known]) => known.toLowerCase() === path.toLowerCase())?.[1];
  if (!entries) throw new Error(`Cannot find path '${path}' because it does not exist.`);
  const grants = new Map<string, [number, number, number]>();
  for (const entry of entries) {
    const [sid = '', flags = '', mask = ''] = entry.split(' ');
    if (flags.includes('DENY')) continue;
    const rights = specific(Number.parseInt(mask, 16), path.startsWith('HKLM'));
    const grant = grants.get(sid) ?? [0, 0, 0];
    if (!flags.includes('IO')) grant[0] |= rights;
    if (flags.includes('CI')) grant[1] |= rights;
    if (flags.includes('OI')) grant[2] |= rights;
    grants.set(sid, grant);
  }
  const value = [...grants].sort(([a], [b]) => (a < b ? -1 : 1)).map(([sid, grant]) => `${sid} ${hex(grant)}`);
  return advised(point, value);
}

const VARIABLES: Record<string, string> = {
  systemdrive: 'C:',
  systemroot: 'C:\\Windows',
  windir: 'C:\\Windows',
  programfiles: 'C:\\Program Files',
  'programfiles(x86)': 'C:\\Program Files (x86)',
};

function expanded(path: string): string {
  return path.replace(/%([^%]+)%/g, (whole, name: string) => VARIABLES[name.toLowerCase()] ?? whole);
}

/** What all, execute, write and read of any object mean for a file, and for a key. */
const FILE = [0x1f01ff, 0x1200a0, 0x120116, 0x120089];
const KEY = [0xf003f, 0x20019, 0x20006, 0x20019];

function specific(mask: number, isKey: boolean): number {
  const means = (isKey ? KEY : FILE).filter((_, at) => Math.floor(mask / 2 ** (28 + at)) % 2 === 1);
  return means.reduce((rights, meant) => rights | meant, mask) & 0x1fffff;
}

function hex(grant: number[]): string {
  return grant.map((rights) => rights.toString(16).toUpperCase()).join(' ');
}

export function readCertificate({ machine }: Windows, point: Point): PointState {
  const [store, thumbprint] = [String(point.address['store']), String(point.address['thumbprint'])];
  const places = [
    `Microsoft\\SystemCertificates\\${store}`,
    `Policies\\Microsoft\\SystemCertificates\\${store}`,
    `Microsoft\\EnterpriseCertificates\\${store}`,
    ...(store === 'Root' ? ['Microsoft\\SystemCertificates\\AuthRoot'] : []),
  ];
  point.advice = `${ONLY}; InstallRoot from https://public.cyber.mil/pki-pke brings the certificates of the DoD`;
  const isThere = places.some((place) => machine.has(`SOFTWARE\\${place}\\Certificates\\${thumbprint}`));
  return { value: isThere ? 'installed' : 'removed', type: null };
}

export function readInventory(windows: Windows, point: Point): PointState {
  const words = INVENTORY[String(point.address['item'])]?.(windows);
  if (!words) throw new Error(`the plan asks for the unknown inventory ${point.address['item']}`);
  return advised(
    point,
    [...new Set(words)].sort((a, b) => (a.toUpperCase() < b.toUpperCase() ? -1 : 1)),
  );
}

const CONTROL = 'SYSTEM\\CurrentControlSet\\Control';

const INVENTORY: Record<string, (windows: Windows) => string[]> = {
  build: ({ machine }) => [
    String(machine.get('SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion', 'CurrentBuildNumber')?.value),
  ],
  fileSystems: ({ hardware }) => hardware.fileSystems.map((fileSystem) => fileSystem || 'RAW'),
  firmware: ({ machine, hardware }) => {
    const secure = machine.get(`${CONTROL}\\SecureBoot\\State`, 'UEFISecureBootEnabled')?.value;
    const uefi = secure !== undefined || machine.get(CONTROL, 'PEFirmwareType')?.value === 2;
    return [...(uefi ? ['UEFI'] : []), ...(secure === 1 ? ['SecureBoot'] : []), ...(hardware.tpm ? ['TPM'] : [])];
  },
  wirelessAdapters: ({ hardware }) => hardware.wireless,
  passwordNotRequired: (windows) => enabled(windows, ([, account]) => account.passwordNotRequired),
  passwordNeverExpires: (windows) => enabled(windows, ([, account]) => account.passwordNeverExpires),
  inactiveAccounts: (windows) => enabled(windows, ([rid, account]) => account.inactive && !/^50[01]$/.test(rid)),
};

type Entry = [rid: string, account: Windows['accounts'][string]];

function enabled({ accounts }: Windows, isOne: (entry: Entry) => boolean | undefined): string[] {
  return Object.entries(accounts)
    .filter((entry) => entry[1].enabled && isOne(entry))
    .map(([, { name }]) => name);
}

const ONLY = 'only looked at, never set';

function advised(point: Point, value: string[]): PointState {
  const allowed = point.expect['within'] as string[] | undefined;
  const beyond = allowed ? excess(value, allowed) : [];
  point.advice = beyond.length > 0 ? `${ONLY}; beyond what is allowed: ${beyond.join(', ')}` : ONLY;
  return { value, type: null };
}
