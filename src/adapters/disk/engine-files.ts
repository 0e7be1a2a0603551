import { OPERATIONS, type Operation } from '../../core/plan/model.ts';
import type { Engine } from '../../core/ports.ts';
import type { EngineManifest } from '../../core/script/model.ts';
import { readPackageFile } from './package-file.ts';

const ENGINE = 'powershell/WinHarden';

/** The engine and the document envelopes of the package at `root`. Errors: BrokenInstallation. */
export function createEngineFiles(root: string): Engine {
  return {
    async read() {
      const manifest: EngineManifest = JSON.parse(await readPackageFile(root, `${ENGINE}/manifest.json`));
      const [files, envelopes] = await Promise.all([
        readTexts(root, filesOf(manifest), (path) => `${ENGINE}/${path}`),
        readTexts(root, OPERATIONS, (operation) => `documents/${operation}.yaml.hbs`),
      ]);
      return { manifest, files, envelopes: envelopes as Record<Operation, string> };
    },
  };
}

function filesOf({ operations, standalone, resources }: EngineManifest): string[] {
  const kinds = Object.values(resources).flatMap(({ get, set }) => [...get, ...set]);
  return [...new Set([...Object.values(operations).flat(), ...standalone, ...kinds])];
}

async function readTexts(
  root: string,
  names: readonly string[],
  pathOf: (name: string) => string,
): Promise<Record<string, string>> {
  const texts = await Promise.all(
    names.map(async (name) => [name, await readPackageFile(root, pathOf(name))] as const),
  );
  return Object.fromEntries(texts);
}
