import type { Plan } from '../plan/model.ts';
import type { EngineFiles } from '../script/model.ts';

export interface ImageInput {
  plan: Plan;
  engine: EngineFiles;
}

/** A file that an image is made by. */
export interface ImageFile {
  name: string;
  text: string;
  /** SHA-256 of the text, in lower-case hexadecimal. */
  hash: string;
}

/** What changes the machine that becomes an image, and what judges it. */
export interface ImageScripts {
  /** `winharden-cis-l1`: only letters, digits and hyphens, so that it may stand in YAML, HCL, PowerShell and paths as it is. */
  name: string;
  /** The run that a rollback on a node of the image names. */
  runId: string;
  apply: ImageFile;
  audit: ImageFile;
}
