import type { SettingKind } from '../baseline/model.ts';
import type { Operation } from '../plan/model.ts';

/** powershell/WinHarden/manifest.json: which files an operation and a setting kind need, in order. */
export interface EngineManifest {
  operations: Record<Operation, string[]>;
  /** What a script has besides that people and image pipelines run. */
  standalone: string[];
  resources: Record<SettingKind, { get: string[]; set: string[] }>;
}

/** The engine's files by their path inside powershell/WinHarden, and the document envelopes. */
export interface EngineFiles {
  manifest: EngineManifest;
  files: Record<string, string>;
  /** documents/<operation>.yaml.hbs */
  envelopes: Record<Operation, string>;
}
