import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createAssociations } from './adapters/aws/associations.ts';
import { createBucket } from './adapters/aws/bucket.ts';
import { createAwsClients } from './adapters/aws/clients.ts';
import { createCommands } from './adapters/aws/commands.ts';
import { createDocuments } from './adapters/aws/documents.ts';
import { createInventory } from './adapters/aws/inventory.ts';
import { createNodeRoles } from './adapters/aws/node-roles.ts';
import { createSharedObject } from './adapters/aws/shared-object.ts';
import { createEngineFiles } from './adapters/disk/engine-files.ts';
import { createGpoFiles } from './adapters/disk/gpo-files.ts';
import { createPolicyFiles } from './adapters/disk/policy-files.ts';
import { createRunFolders } from './adapters/disk/run-folders.ts';
import { createHooks } from './adapters/process/hooks.ts';
import type { App, Clock } from './core/ports.ts';

export type { App } from './core/ports.ts';

export interface AppOptions {
  region?: string;
  profile?: string;
  /** Where runs are kept; default WINHARDEN_HOME, else ~/.winharden. */
  home?: string;
  /** The account that owns the bucket; default that of the credentials. */
  bucketOwner?: string;
  /** Milliseconds until an endpoint that says nothing is given up; a minute without. */
  requestTimeout?: number;
}

/** The package's folder, from src/ and from dist/ alike. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

const clock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, signal ? { signal } : {}).catch(() => {}),
};

/** The only place where adapters are chosen. Nothing is loaded or asked before it is used. */
export function createApp({ region, profile, home, bucketOwner, requestTimeout }: AppOptions): App {
  const calls = new Map<string, number>();
  const options = { ...(region ? { region } : {}), ...(profile ? { profile } : {}) };
  const clients = createAwsClients(options, calls, requestTimeout);
  const inventory = createInventory(clients);
  const owner = async () => bucketOwner ?? (await inventory.identity()).account;
  return {
    version: JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
    today: () => clock.now().toISOString().slice(0, 10),
    policy: createPolicyFiles(ROOT),
    gpos: createGpoFiles(),
    engine: createEngineFiles(ROOT),
    clock,
    ids: { suffix: () => randomBytes(3).toString('hex') },
    inventory,
    documents: createDocuments(clients),
    commands: createCommands(clients),
    associations: createAssociations(clients),
    bucket: createBucket(clients, owner),
    nodeRoles: createNodeRoles(clients),
    shared: createSharedObject(clients, owner),
    hooks: createHooks(),
    runs: createRunFolders(home ?? process.env['WINHARDEN_HOME'] ?? join(homedir(), '.winharden')),
    calls: () => Object.fromEntries([...calls].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
