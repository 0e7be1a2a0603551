import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAwsClients } from './adapters/aws/clients.ts';
import { openLocations, portsOf } from './adapters/aws/locations.ts';
import { createEngineFiles } from './adapters/disk/engine-files.ts';
import { createGpoFiles } from './adapters/disk/gpo-files.ts';
import { createPackerFiles } from './adapters/disk/packer-files.ts';
import { createPolicyFiles } from './adapters/disk/policy-files.ts';
import { createRunFolders } from './adapters/disk/run-folders.ts';
import { createHooks } from './adapters/process/hooks.ts';
import { createSessionPrograms } from './adapters/process/session-programs.ts';
import { systemClock } from './adapters/system-clock.ts';
import type { App, Clock, Ids } from './core/ports.ts';

export type { App } from './core/ports.ts';

export interface AppOptions {
  profile?: string;
  /** Where runs are kept; default WINHARDEN_HOME, else ~/.winharden. */
  home?: string;
  /** For tests, whose time may pass by itself. */
  clock?: Clock;
  /** The account that owns the bucket; default that of the credentials. */
  bucketOwner?: string;
  /** Milliseconds until an endpoint that says nothing is given up; a minute without. */
  requestTimeout?: number;
}

/** The package's folder, from src/ and from dist/ alike. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

const sixHexDigits = () => randomBytes(3).toString('hex');

/** The first suffix is known beforehand, so that the sessions of assumed roles carry it and CloudTrail leads from them to the run. */
function makeIds(first: string): Ids {
  const ready = [first];
  return { suffix: () => ready.pop() ?? sixHexDigits() };
}

/** The only place where adapters are chosen. Nothing is loaded or asked before it is used. */
export function createApp({ profile, home, bucketOwner, requestTimeout, clock = systemClock }: AppOptions): App {
  const calls = new Map<string, number>();
  const aws = { clock, ...(profile ? { profile } : {}), ...(requestTimeout ? { requestTimeout } : {}) };
  const suffix = sixHexDigits();
  const app: App = {
    version: JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
    today: () => clock.now().toISOString().slice(0, 10),
    policy: createPolicyFiles(ROOT),
    gpos: createGpoFiles(),
    engine: createEngineFiles(ROOT),
    packer: createPackerFiles(ROOT),
    clock,
    ids: makeIds(suffix),
    ...portsOf(createAwsClients(aws, calls), bucketOwner),
    hooks: createHooks(),
    sessionPrograms: createSessionPrograms(),
    runs: createRunFolders(home ?? process.env['WINHARDEN_HOME'] ?? join(homedir(), '.winharden')),
    within: async (where) => ({
      ...app,
      ...(await openLocations({ own: aws, where, sessionName: `winharden-${suffix}`, counter: calls, bucketOwner })),
    }),
    calls: () => Object.fromEntries([...calls].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return app;
}
