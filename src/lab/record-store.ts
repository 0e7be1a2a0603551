import type { Folder } from './folder.ts';

/** Records of one kind by name, in memory and, where there is a folder, each in a file of its own. */
export interface RecordStore<T> {
  all(): T[];
  get(name: string): T | undefined;
  save(name: string, record: T): void;
}

/** Names are those of files. */
export function recordStore<T>(folder: Folder, kind: string): RecordStore<T> {
  const records = new Map<string, T>();
  for (const file of folder.list(kind)) {
    const record = folder.readJson<T>(`${kind}/${file}`);
    if (record) records.set(file.replace(/\.json$/, ''), record);
  }
  return {
    all: () => [...records.values()],
    get: (name) => records.get(name),
    save: (name, record) => {
      records.set(name, record);
      folder.writeJson(`${kind}/${name}.json`, record);
    },
  };
}
