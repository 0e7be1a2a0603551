import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OPERATIONS, type Operation } from '../../core/plan/model.ts';
import type { Engine } from '../../core/ports.ts';
import type { EngineManifest } from '../../core/script/model.ts';

/** The engine and the document envelopes of the package at `root`. */
export function createEngineFiles(root: string): Engine {
  return {
    async read() {
      const manifest: EngineManifest = JSON.parse(
        await readFile(join(root, 'powershell/WinHarden/manifest.json'), 'utf8'),
      );
      const [files, envelopes] = await Promise.all([
        readTexts(filesOf(manifest), (path) => join(root, 'powershell/WinHarden', path)),
        readTexts(OPERATIONS, (operation) => join(root, 'documents', `${operation}.yaml.hbs`)),
      ]);
      return { manifest, files, envelopes: envelopes as Record<Operation, string> };
    },
  };
}

function filesOf({ operations, resources }: EngineManifest): string[] {
  const kinds = Object.values(resources).flatMap(({ get, set }) => [...get, ...set]);
  return [...new Set([...Object.values(operations).flat(), ...kinds])];
}

async function readTexts(names: readonly string[], pathOf: (name: string) => string): Promise<Record<string, string>> {
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(pathOf(name), 'utf8')] as const));
  return Object.fromEntries(texts);
}
