import { auditReading } from './audit-reading.ts';
import { backupInfo } from './backup-info.ts';
import { infReading } from './inf-reading.ts';
import type { GpoBackup, GpoFile, Reading, SourcedDemand, Unsupported } from './model.ts';
import { unsupported } from './model.ts';
import { parsePol } from './parse-pol.ts';
import { polReading } from './pol-reading.ts';
import { readText } from './read-text.ts';

type FileReader = (bytes: Uint8Array, file: string) => Reading;

/** The files that hold settings, in the order that Windows applies them in. */
const READERS: [RegExp, FileReader][] = [
  [/^machine\/registry\.pol$/, (bytes, file) => polReading(parsePol(bytes, file), 'HKLM')],
  [/^user\/registry\.pol$/, (bytes, file) => polReading(parsePol(bytes, file), 'HKU')],
  [/^machine\/microsoft\/windows nt\/audit\/audit\.csv$/, (bytes, file) => auditReading(readText(bytes), file)],
  [/^machine\/microsoft\/windows nt\/secedit\/gpttmpl\.inf$/, (bytes, file) => infReading(readText(bytes), file)],
];

/** Say nothing about a node: version numbers, comments of administrators, templates of the editor. */
const NO_SETTINGS = /^(gpt\.ini|adm\/.*|(machine|user)\/(comment\.cmtx|.*\/admfiles\.ini))$/;

const OTHERS: [RegExp, string][] = [
  [/\/preferences\//, 'Group Policy Preferences'],
  [/\/scripts\//, 'a script'],
  [/\/applications\//, 'software installation'],
  [/\/documents & settings\//, 'folder redirection'],
];

/** All that a GPO says, each with the file that says it. Errors: UnreadableGpo. */
export function readBackup({ name, folder, files }: GpoBackup): {
  demands: SourcedDemand[];
  unsupported: Unsupported[];
} {
  const readings = files
    .map((file) => ({ file, rank: rankOf(file) }))
    .sort((a, b) => a.rank - b.rank || (a.file.path < b.file.path ? -1 : 1))
    .map(({ file }) => ({ file: file.path, ...readFile(file, `${folder && `${folder}/`}${file.path}`) }));
  return {
    demands: readings.flatMap(({ file, demands }) => demands.map((demand) => ({ ...demand, gpo: name, file }))),
    unsupported: readings.flatMap(({ file, unsupported }) =>
      unsupported.map((remark) => ({ ...remark, gpo: name, file })),
    ),
  };
}

/** The path below `DomainSysvol/GPO`; null for what stands beside it. */
function insideOf({ path }: GpoFile): string | null {
  return /^domainsysvol\/gpo\/(.*)$/.exec(path.toLowerCase())?.[1] ?? null;
}

function rankOf(file: GpoFile): number {
  const inside = insideOf(file);
  const rank = READERS.findIndex(([pattern]) => inside !== null && pattern.test(inside));
  return rank < 0 ? READERS.length : rank;
}

function readFile(file: GpoFile, shown: string): Reading {
  const inside = insideOf(file);
  if (inside === null) return infoReading(file);
  const reader = READERS[rankOf(file)]?.[1];
  if (reader && file.bytes) return reader(file.bytes, shown);
  if (NO_SETTINGS.test(inside)) return { demands: [], unsupported: [] };
  const why = OTHERS.find(([pattern]) => pattern.test(inside))?.[1] ?? 'a kind of file that winharden does not read';
  return unsupported(file.path, why);
}

/** A backup's own files hold no settings, but for a filter that says where the GPO holds. */
function infoReading({ path, bytes }: GpoFile): Reading {
  if (!bytes) return { demands: [], unsupported: [] };
  const info = backupInfo(readText(bytes));
  if (info === null) return unsupported(path, 'it is no XML that can be read, so the name of the GPO may be lost');
  return info.wmiFilter === undefined
    ? { demands: [], unsupported: [] }
    : unsupported(`WMI filter ${info.wmiFilter}`, 'a baseline says with "when" where a control holds');
}
