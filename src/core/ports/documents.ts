import type { Tag } from './inventory.ts';

export interface PublishedVersion {
  version: string;
  /** The service's own SHA-256 of the content. */
  hash: string;
  /** Creating, Active, Updating, Deleting or Failed. */
  status: string;
  statusInformation: string;
}

export interface DocumentContent {
  name: string;
  versionName: string;
  /** YAML text, schema 2.2. */
  content: string;
  tags: Tag[];
  /** Command where nothing is said. */
  type?: 'Command' | 'Automation';
}

export interface Documents {
  /** One version by its name, or the latest one. */
  describe(name: string, versionName: string | null): Promise<PublishedVersion | 'noDocument' | 'noVersion'>;
  create(document: DocumentContent): Promise<'created' | 'exists'>;
  update(document: DocumentContent): Promise<'updated' | 'sameContent' | 'sameVersionName'>;
  /** The JSON text of a version by its number; null where there is none. */
  content(name: string, version: string): Promise<string | null>;
  /** Lets other accounts use it, in this Region. */
  share(name: string, accounts: string[]): Promise<void>;
  /** Where several locations are asked, the documents of each; nothing else of this port is for use then. */
  byLocation?: ReadonlyMap<string, Documents>;
}
