/** One policy file as read. `path` is what errors show: relative to the package for built-in files, as given for the user's. */
export interface PolicyFile {
  path: string;
  text: string;
}

export const SCHEMA_NAMES = ['settings', 'benchmark', 'baseline', 'sources', 'site', 'config'] as const;
export type SchemaName = (typeof SCHEMA_NAMES)[number];
export type Schemas = Record<SchemaName, object>;

/** Where policy comes from. */
export interface PolicySource {
  /** Every built-in file under baselines/, sorted by path. */
  readAll(): Promise<PolicyFile[]>;
  /** A file that the user names; a WinhardenError where it cannot be read. */
  readUserFile(path: string): Promise<PolicyFile>;
  /** schemas/*.schema.json for the policy files. */
  readSchemas(): Promise<Schemas>;
  /** The built-in files as the build parsed and checked them (JSON text), or null: then they are parsed here. */
  readCompiled(): Promise<string | null>;
}
