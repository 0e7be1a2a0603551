import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS } from '../../../../src/core/baseline/model.ts';
import { OPERATIONS } from '../../../../src/core/plan/model.ts';
import type { EngineFiles } from '../../../../src/core/script/model.ts';

const ENVELOPES = join(import.meta.dirname, '../../../../documents');

/** Stand-ins for the engine's files, and the real envelopes. */
export function smallEngine(): EngineFiles {
  const names = [
    ...KINDS.flatMap((kind) => [`Resources/${kind}.ps1`, `Resources/${kind}.Set.ps1`]),
    'Engine/Start.ps1',
    'Engine/Standalone.ps1',
  ];
  return {
    manifest: {
      operations: { audit: ['Engine/Start.ps1'], apply: ['Engine/Start.ps1'], rollback: ['Engine/Start.ps1'] },
      standalone: ['Engine/Standalone.ps1'],
      resources: Object.fromEntries(
        KINDS.map((kind) => [kind, { get: [`Resources/${kind}.ps1`], set: [`Resources/${kind}.Set.ps1`] }]),
      ) as EngineFiles['manifest']['resources'],
    },
    files: Object.fromEntries(names.map((name) => [name, engineFile(name)])),
    envelopes: Object.fromEntries(
      OPERATIONS.map((operation) => [operation, readFileSync(join(ENVELOPES, `${operation}.yaml.hbs`), 'utf8')]),
    ) as EngineFiles['envelopes'],
  };
}

function engineFile(name: string): string {
  return `<#\n.SYNOPSIS\n    Help for ${name}.\n#>\r\nfunction Use-It {\n    # why\n    'it'   \n}\n\n\n\n`;
}
