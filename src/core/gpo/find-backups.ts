import { EXIT, WinhardenError } from '../errors.ts';
import { backupInfo } from './backup-info.ts';
import type { GpoBackup, GpoFile } from './model.ts';
import { readText } from './read-text.ts';

const INFO = ['bkupinfo.xml', 'backup.xml'];
const SETTINGS = ['registry.pol', 'microsoft/windows nt/secedit/gpttmpl.inf', 'microsoft/windows nt/audit/audit.csv'];
const GUID_FOLDER = /^\{[0-9a-f-]{36}\}$/i;

/** Whether winharden reads what is in a file; of the others it only needs to know that they are there. */
export function isRead(path: string): boolean {
  const lower = path.toLowerCase();
  if (INFO.includes(lower.slice(lower.lastIndexOf('/') + 1))) return true;
  const [, inside = ''] = /(?:^|\/)domainsysvol\/gpo\/(?:machine|user)\/(.+)$/.exec(lower) ?? [];
  return SETTINGS.includes(inside);
}

/**
 * The GPOs among the files of a backup, in the order of their names. `root` is what the user named, for a GPO that has no
 * name of its own. Errors: NoGpo.
 */
export function findBackups(files: GpoFile[], root: string): GpoBackup[] {
  const folders = Map.groupBy(files, folderOf);
  folders.delete(null);
  if (folders.size === 0) throw noGpo(root);
  const backups = [...(folders as Map<string, GpoFile[]>)].map(([folder, members]) => {
    const inside = members.map(({ path, bytes }) => ({
      path: path.slice(folder === '' ? 0 : folder.length + 1),
      bytes,
    }));
    return { name: displayName(inside) ?? nearestName(`${root}/${folder}`), folder, files: inside };
  });
  return distinct(backups).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The folder of the GPO that a file belongs to; null for files beside GPOs. */
function folderOf({ path }: GpoFile): string | null {
  const lower = path.toLowerCase();
  const at = `/${lower}`.indexOf('/domainsysvol/');
  if (at >= 0) return path.slice(0, Math.max(0, at - 1));
  const slash = lower.lastIndexOf('/');
  return INFO.includes(lower.slice(slash + 1)) ? path.slice(0, Math.max(0, slash)) : null;
}

function displayName(files: GpoFile[]): string | undefined {
  for (const wanted of INFO) {
    const bytes = files.find(({ path }) => path.toLowerCase() === wanted)?.bytes;
    const name = bytes && backupInfo(readText(bytes))?.displayName;
    if (name) return name;
  }
  return undefined;
}

/** The nearest folder above that is not called by a GUID. */
function nearestName(path: string): string {
  const parts = path.split('/').filter(Boolean);
  return parts.findLast((part) => !GUID_FOLDER.test(part)) ?? parts.at(-1) ?? 'GPO';
}

/** GPOs of one name are told apart by their folders. */
function distinct(backups: GpoBackup[]): GpoBackup[] {
  const sameName = Map.groupBy(backups, ({ name }) => name.toLowerCase());
  return backups.map((backup) =>
    (sameName.get(backup.name.toLowerCase())?.length ?? 0) > 1
      ? { ...backup, name: `${backup.name} (${backup.folder.slice(backup.folder.lastIndexOf('/') + 1)})` }
      : backup,
  );
}

function noGpo(root: string): WinhardenError {
  return new WinhardenError({
    code: 'NoGpo',
    message: `${root} holds no GPO backup: there is no folder DomainSysvol/GPO in it`,
    suggestions: [
      'Name the folder that Backup-GPO wrote, one above it, or the archive of the Security Compliance Toolkit.',
    ],
    exit: EXIT.usage,
  });
}
