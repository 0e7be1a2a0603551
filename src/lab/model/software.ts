import { createHash } from 'node:crypto';
import type { Download } from '../windows-state.ts';
import type { Point, PointState } from './point.ts';
import type { Windows } from './windows.ts';

export function serviceKey(name: string): string {
  return `SYSTEM\\CurrentControlSet\\Services\\${name}`;
}

const LISTS = ['SOFTWARE', 'SOFTWARE\\Wow6432Node'].map(
  (view) => `${view}\\Microsoft\\Windows\\CurrentVersion\\Uninstall`,
);

/** Whether a product is there: all that its address names; outdated, with the version, below the one it must have. */
export function readSoftware(windows: Windows, { address }: Point): PointState {
  const { product, service, program, file, minimumVersion } = address;
  const entries = program === undefined ? [] : entriesOf(windows, String(program));
  const isThere =
    (service === undefined || windows.machine.has(serviceKey(String(service)))) &&
    (file === undefined || windows.files[String(file)] !== undefined) &&
    (program === undefined || entries.length > 0);
  if (!isThere) return { value: 'removed', type: null };
  if (minimumVersion === undefined) return { value: 'installed', type: null };
  const texts = program === undefined ? [windows.files[String(file)]] : entries.map(({ version }) => version);
  const version = texts
    .flatMap((text) => versionOf(text) ?? [])
    .sort(compare)
    .at(-1);
  if (!version) throw new Error(`the version of ${product} could not be read`);
  const isOld = compare(version, versionOf(String(minimumVersion)) ?? '') < 0;
  return { value: isOld ? `outdated ${version}` : 'installed', type: null };
}

interface Entry {
  code: string;
  version: string | undefined;
  quiet: string | undefined;
  isPackage: boolean;
}

/** What Windows lists as installed, by its display name, in which `*` stands for anything. */
function entriesOf({ machine }: Windows, name: string): Entry[] {
  const parts = name.split('*').map((part) => part.replace(/[.+^${}()|\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`, 'i');
  return LISTS.flatMap((list) =>
    machine.children(list).flatMap((code) => {
      const text = (value: string) => machine.get(`${list}\\${code}`, value)?.value;
      if (!pattern.test(String(text('DisplayName') ?? ''))) return [];
      const [version, quiet] = [text('DisplayVersion'), text('QuietUninstallString')] as (string | undefined)[];
      return [{ code, version, quiet, isPackage: text('WindowsInstaller') === 1 }];
    }),
  );
}

/** Up to four numbers, made four. */
function versionOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d+(\.\d+){0,3}$/.test(text)) return undefined;
  return [...text.split('.'), '0', '0', '0'].slice(0, 4).join('.');
}

function compare(one: string, other: string): number {
  const [left, right] = [one.split('.').map(Number), other.split('.').map(Number)];
  const index = left.findIndex((part, at) => part !== right[at]);
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}

/** Installs from a download that is as demanded, or uninstalls. */
export function setSoftware(windows: Windows, { address, target }: Point): void {
  const wanted = String(target?.value);
  const product = String(address['product']);
  if (wanted === 'installed') {
    const download = verifiedDownload(windows, address);
    run(windows, download, true, `the installer of ${product}`, Number(address['timeoutSeconds'] ?? 600));
  } else if (wanted === 'removed') {
    run(windows, uninstallerOf(windows, address), false, `the uninstaller of ${product}`, 600);
  } else throw new Error(`${product} was ${wanted}, and going back to an older version is not possible`);
}

const LARGEST = 2 ** 30;

function verifiedDownload(windows: Windows, address: Point['address']): Download {
  const source = String(address['source']);
  const signers = [address['signer'] ?? []].flat() as string[];
  if (source.includes('{region}'))
    throw new Error(`the Region of this node, which ${source} needs, is not known: AWS_SSM_REGION_NAME is not set`);
  const download = fetched(windows, source, address['proxy']);
  const content = download.content === undefined ? Buffer.from(source) : Buffer.from(download.content, 'base64');
  const bytes = download.bytes ?? content.length;
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (bytes > LARGEST) throw new Error(`${source} has ${bytes} bytes, more than the ${LARGEST} that are taken`);
  if (address['sha256'] !== undefined && sha256 !== String(address['sha256']).toLowerCase())
    throw new Error(`${source} has the SHA-256 ${sha256}, not ${address['sha256']}`);
  if (signers.length > 0) assertSigner(source, download, signers);
  return download;
}

function fetched({ downloads, missingTools }: Windows, source: string, proxy: unknown): Download {
  const download = downloads[source];
  if (!/^(https|s3):/.test(source))
    throw new Error(`files are only fetched over https and from S3, not from ${source}`);
  if (source.startsWith('s3://')) {
    if (missingTools.includes('Read-S3Object'))
      throw new Error(`${source} needs the AWS Tools for PowerShell (Read-S3Object), which this node does not have`);
    if (!download) throw new Error('The specified key does not exist.');
  }
  if (!download || download.proxy !== proxy)
    throw new Error(`The remote name could not be resolved: '${new URL(source).host}'`);
  return download;
}

function assertSigner(source: string, { status = 'NotSigned', signer = '' }: Download, signers: string[]): void {
  const wanted = signers.join(' or ');
  if (status !== 'Valid')
    throw new Error(`the signature of ${source} is not valid: ${status}; expected one of ${wanted}`);
  const [, quoted, plain] = /(?:^|,\s*)CN=(?:"([^"]*)"|([^,]*))/.exec(signer) ?? [];
  if (!signers.includes(quoted ?? plain ?? '')) throw new Error(`${source} is signed by ${signer}, not by ${wanted}`);
}

/** What the uninstaller takes away again. */
function uninstallerOf(windows: Windows, address: Point['address']): Download {
  const own = address['uninstall'] as { path?: string; arguments: string[] } | undefined;
  if (own && own.path === undefined) return verifiedDownload(windows, address);
  const line = own ? [own.path, ...own.arguments].join(' ') : listedUninstaller(windows, address);
  const download = Object.values(windows.downloads).find(({ uninstaller }) => uninstaller === commandOf(line));
  if (!download) throw new Error('The system cannot find the file specified');
  return download;
}

function listedUninstaller(windows: Windows, { product, program }: Point['address']): string {
  const entries = program === undefined ? [] : entriesOf(windows, String(program));
  const quiet = entries.find((entry) => entry.quiet !== undefined)?.quiet;
  const code = entries.find(({ isPackage }) => isPackage)?.code;
  if (quiet !== undefined) return quiet.replaceAll('"', '');
  if (code !== undefined) return `msiexec.exe /x ${code} /qn /norestart`;
  throw new Error(`${product} has to be uninstalled by hand: neither the baseline nor Windows names a quiet way`);
}

/** A command line without the folder of its program, as the state names uninstallers. */
function commandOf(line: string): string {
  return line.replace(/^.*\\(?=[^\\]*\.exe)/i, '');
}

/** Runs an installer, or what takes the same product away again. */
function run(windows: Windows, download: Download, install: boolean, what: string, seconds: number): void {
  const code = install ? (download.exitCode ?? 0) : 0;
  if (install && (download.takes ?? 0) > seconds)
    throw new Error(`${what} did not end within ${seconds} seconds and was stopped`);
  if (![0, 1641, 3010].includes(code)) throw new Error(`${what} ended with exit code ${code}`);
  windows.rebootRequired ||= code !== 0;
  place(windows, download, install);
}

function place({ machine, services, files, changed }: Windows, download: Download, install: boolean): void {
  const { service, entry, file, version = '' } = download;
  if (service !== undefined) {
    if (install) machine.set(serviceKey(service), 'Start', { type: 'REG_DWORD', value: 2 });
    else machine.removeTree(serviceKey(service));
    if (install) services[service] = { status: 'Running' };
    else delete services[service];
  }
  if (entry) {
    const key = `${LISTS[entry.wow64 ? 1 : 0]}\\${entry.code}`;
    if (install)
      for (const [name, value] of Object.entries(entry.values))
        machine.set(key, name, { type: typeof value === 'string' ? 'REG_SZ' : 'REG_DWORD', value });
    else machine.removeTree(key);
  }
  if (file !== undefined) {
    if (install) files[file] = version;
    else delete files[file];
  }
  changed(`installer ${service ?? entry?.code ?? file}`);
}
