import type { Folder } from '../folder.ts';

export interface StoredVersion {
  version: string;
  versionName?: string;
  displayName?: string;
  content: string;
  format: 'YAML' | 'JSON' | 'TEXT';
  targetType?: string;
  /** SHA-256 of the content, hex. */
  hash: string;
  /** ISO date. */
  created: string;
  /** Milliseconds since 1970 from when on the version is Active. */
  activeAt: number;
}

export interface StoredDocument {
  name: string;
  owner: string;
  type: string;
  /** ISO date. */
  created: string;
  defaultVersion: string;
  tags: Record<string, string>;
  /** Ids of the accounts that it is shared with. */
  sharedWith?: string[];
  /** Oldest first; numbers are never used again. */
  versions: StoredVersion[];
}

/** The account's documents, by name. */
export interface DocumentStore {
  all(): StoredDocument[];
  get(name: string): StoredDocument | undefined;
  save(document: StoredDocument): void;
  remove(name: string): void;
}

/** Documents live in memory and, where there is a folder, in `documents/<name>.json`. */
export function documentStore(folder: Folder): DocumentStore {
  const documents = new Map<string, StoredDocument>();
  for (const file of folder.list('documents')) {
    const document = folder.readJson<StoredDocument>(`documents/${file}`);
    if (document) documents.set(document.name, document);
  }
  return {
    all: () => [...documents.values()],
    get: (name) => documents.get(name),
    save: (document) => {
      documents.set(document.name, document);
      folder.writeJson(`documents/${document.name}.json`, document);
    },
    remove: (name) => {
      documents.delete(name);
      folder.remove(`documents/${name}.json`);
    },
  };
}
