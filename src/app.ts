import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createBucket } from './adapters/aws/bucket.ts';
import { createAwsClients } from './adapters/aws/clients.ts';
import { createCommands } from './adapters/aws/commands.ts';
import { createDocuments } from './adapters/aws/documents.ts';
import { createInventory } from './adapters/aws/inventory.ts';
import { RateBudget } from './adapters/aws/rate-budget.ts';
import { createSharedObject } from './adapters/aws/shared-object.ts';
import { createEngineFiles } from './adapters/disk/engine-files.ts';
import { createGpoFiles } from './adapters/disk/gpo-files.ts';
import { createPolicyFiles } from './adapters/disk/policy-files.ts';
import { createRunFolders } from './adapters/disk/run-folders.ts';
import { createHooks } from './adapters/process/hooks.ts';
import { systemClock } from './adapters/system-clock.ts';
import type { App, Clock } from './core/ports.ts';

export type { App } from './core/ports.ts';

export interface AppOptions {
  region?: string;
  profile?: string;
  /** Where runs are kept; default WINHARDEN_HOME, else ~/.winharden. */
  home?: string;
  /** For tests, whose time may pass by itself. */
  clock?: Clock;
}

/** The package's folder, from src/ and from dist/ alike. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The only place where adapters are chosen. Nothing is loaded or asked before it is used. */
export function createApp({ region, profile, home, clock = systemClock }: AppOptions): App {
  const calls = new Map<string, number>();
  const clients = createAwsClients(
    { ...(region ? { region } : {}), ...(profile ? { profile } : {}) },
    calls,
    new RateBudget(clock),
  );
  return {
    version: JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
    today: () => clock.now().toISOString().slice(0, 10),
    policy: createPolicyFiles(ROOT),
    gpos: createGpoFiles(),
    engine: createEngineFiles(ROOT),
    clock,
    ids: { suffix: () => randomBytes(3).toString('hex') },
    inventory: createInventory(clients),
    documents: createDocuments(clients),
    commands: createCommands(clients),
    bucket: createBucket(clients),
    shared: createSharedObject(clients),
    hooks: createHooks(),
    runs: createRunFolders(home ?? process.env['WINHARDEN_HOME'] ?? join(homedir(), '.winharden')),
    calls: () => Object.fromEntries([...calls].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
