import type { Schemas } from '../baseline/policy.ts';
import type { GpoFile } from '../gpo/model.ts';
import type { PackerTexts } from '../image/packer.ts';
import type { EngineFiles } from '../script/model.ts';

/** A file of policy; `path` is how errors name it. */
export interface PolicyFile {
  path: string;
  text: string;
}

export interface PolicyFiles {
  /** The files that winharden ships. */
  readAll(): Promise<PolicyFile[]>;
  /** A file of the user's; `-` is standard input. Error: UnreadableFile. */
  readUserFile(path: string): Promise<PolicyFile>;
  /** The JSON Schemas of the files that people write. */
  readSchemas(): Promise<Schemas>;
  /** The shipped files as the build parsed and checked them (JSON text); null where there was no build. */
  readCompiled(): Promise<string | null>;
}

/** Backups of Group Policy objects. */
export interface GpoFiles {
  /** Every file of a folder or zip archive, with the bytes of those that `isRead` asks for. Errors: UnreadableFile, UnreadableGpo. */
  read(path: string, isRead: (path: string) => boolean): Promise<GpoFile[]>;
}

export interface Engine {
  read(): Promise<EngineFiles>;
}

export interface PackerFiles {
  read(): Promise<PackerTexts>;
}
