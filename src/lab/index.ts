import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Clock } from './clock.ts';
import { expiry } from './doubts.ts';
import { FAULTS, readFaults } from './faults.ts';
import { type LabNode, makeFleet, newNode } from './fleet.ts';
import { type Folder, folderAt, nowhere } from './folder.ts';
import { readLocations, type Shared, spread, worldsOf } from './locations.ts';
import { chooseDriver } from './node/choose-driver.ts';
import { type Execution, executions } from './node/executions.ts';
import { windowsStore } from './node/windows-store.ts';
import { QUICK, REALISTIC } from './pace.ts';
import { type RateLimits, USUAL_RATES } from './rates.ts';
import { recordStore } from './record-store.ts';
import { answer } from './router.ts';
import { goodSettings } from './s3/bucket-settings.ts';
import { folderStore } from './s3/folder-store.ts';
import { memoryStore } from './s3/memory-store.ts';
import { listen } from './server.ts';
import { awaitNextRun, welcome } from './ssm/association-runs.ts';
import { ENDED } from './ssm/command-store.ts';
import { dispatch } from './ssm/dispatch.ts';
import { occupy } from './state-lock.ts';
import { REGION, type World } from './world.ts';

export { FAULTS };

export interface LabOptions {
  /** Folder that keeps everything; a later lab there goes on from it. Memory without. */
  state?: string;
  /** Healthy Windows nodes; the mixed demo fleet without. Ignored where the state has a fleet. */
  nodes?: number;
  seed?: number;
  /** `ACCOUNT/REGION` of accounts and Regions that the fleet is spread over; one of its own without. Ignored where the state has a fleet. */
  locations?: string[];
  port?: number;
  driver?: 'powershell' | 'model';
  /** `name` or `name=VALUE`; see FAULTS. */
  faults?: string[];
  /** How much faster than real seconds the nodes' seconds pass; 1 without. */
  speed?: number;
  /** Times, lags and request rates like those of a real Region, instead of short ones and none. */
  realistic?: boolean;
  /** Requests a second by `service:Operation`, beside those that `realistic` has. */
  rates?: RateLimits;
}

export interface Lab {
  endpoint: string;
  /** What an AWS client has to find in its environment to talk to the lab. */
  env: Record<string, string>;
  /** What must not be in that environment: it would send the client, or real keys, elsewhere. */
  unset: string[];
  bucket: string;
  driver: 'powershell' | 'model';
  /** Why the driver is the model although PowerShell seemed to be there. */
  why?: string;
  /** `<state>/runs-home`, undefined in memory. */
  home: string | undefined;
  /** The time of its nodes and services; a test that knows when everybody waits lets it skip (test/virtual-app.ts). */
  clock: Pick<Clock, 'now' | 'after' | 'skipToNext'>;
  /** What nodes really did, whatever anybody reports. */
  executions(): Execution[];
  /** Starts one more Windows node with these tags, as an Auto Scaling group does; answers its id. */
  launch(tags: Record<string, string>): string;
  /** Stops the server and all that nodes are doing. */
  close(): Promise<void>;
}

const BUCKET = 'winharden-lab';

export async function startLab(options: LabOptions): Promise<Lab> {
  const root = options.state === undefined ? undefined : resolve(options.state);
  const folder = root === undefined ? nowhere : folderAt(root);
  const leave = root === undefined ? () => {} : occupy(root);
  const temporary = temporaryFolder();
  try {
    const worlds = await makeWorlds(options, folder, temporary.path);
    const [world] = [...worlds.values()] as [World];
    const server = await listen(options.port ?? 0, (request) => answer(worlds, request), world.clock.aheadMs);
    const endpoint = `http://127.0.0.1:${server.port}`;
    const close = async () => {
      world.clock.stop();
      await server.close();
      temporary.remove();
      leave();
    };
    return {
      endpoint,
      env: environment(endpoint),
      unset: [...UNSET],
      bucket: BUCKET,
      driver: world.driver.name,
      ...(world.driver.why !== undefined && { why: world.driver.why }),
      home: root && join(root, 'runs-home'),
      clock: machineTime(world.clock),
      executions: world.executions.all,
      launch: (tags) => launch(worlds, tags),
      close,
    };
  } catch (error) {
    temporary.remove();
    leave();
    throw error;
  }
}

async function makeWorlds(
  options: LabOptions,
  folder: Folder,
  temporary: () => string,
): Promise<ReadonlyMap<string, World>> {
  const kept = folder.readJson<{ seed: number; locations?: string[] }>('lab.json');
  const seed = kept?.seed ?? options.seed ?? 1;
  const locations = readLocations(kept ? (kept.locations ?? []) : (options.locations ?? []));
  const fleet =
    folder.readJson<LabNode[]>('fleet.json') ?? spread(makeFleet(seed, options.nodes, new Date()), locations);
  folder.writeJson('lab.json', { seed, locations });
  folder.writeJson('fleet.json', fleet);
  const windows = windowsStore(folder);
  const faulty = fleet.filter(({ platform, agent }) => platform === 'Windows' && agent?.ping === 'Online');
  const faults = readFaults(
    options.faults ?? [],
    seed,
    faulty.map(({ instanceId }) => instanceId),
  );
  const clock = new Clock(options.speed ?? 1, (faults.ofService('clock-skew') ?? 0) * 60_000);
  const pace = options.realistic ? REALISTIC : QUICK;
  const shared: Shared = {
    locations,
    sessions: new Map(),
    seed,
    clock,
    faults,
    pace,
    hasExpired: expiry(faults.ofService('expired-credentials')),
    objects: folder.root === undefined ? memoryStore() : folderStore({ ...folder, root: folder.root }),
    driver: await chooseDriver({ wanted: options.driver, clock, pace, seed, windows, root: folder.root, temporary }),
    windows,
    bucketSettings: recordStore(folder, 'bucket-settings'),
    restarting: new Map(),
    executions: executions(),
  };
  if (!shared.objects.bucket(BUCKET)) {
    shared.objects.createBucket(BUCKET, clock.now());
    shared.bucketSettings.save(BUCKET, goodSettings(BUCKET));
  }
  const rates = { ...(options.realistic && USUAL_RATES), ...options.rates };
  const worlds = worldsOf(shared, { fleet, folder, rates });
  for (const world of worlds.values()) resume(world);
  return worlds;
}

function launch(worlds: ReadonlyMap<string, World>, tags: Record<string, string>): string {
  const count = [...worlds.values()].reduce((sum, { nodes }) => sum + nodes.size, 0);
  const [[location, world]] = [...worlds] as [[string, World]];
  const node = { ...newNode(world.seed, count, world.clock.now()), tags, location };
  world.nodes.set(node.instanceId, node);
  world.keepFleet();
  welcome(world, node);
  return node.instanceId;
}

/** The clock as this machine sees it, whatever the service's says. */
const machineTime = (clock: Clock): Lab['clock'] => ({
  now: () => new Date(clock.now().getTime() - clock.aheadMs),
  after: (seconds, action) => clock.after(seconds, action),
  skipToNext: () => clock.skipToNext(),
});

/** Commands that a stopped lab left open go on: nothing of a script that had not ended was kept. */
function resume(world: World): void {
  for (const { command } of world.commands.all()) {
    if (!ENDED.has(command.status)) dispatch(world, command.id);
  }
  for (const { id } of world.associations.all()) awaitNextRun(world, id);
}

function environment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'LABKEYLABKEYLABKEY00',
    AWS_SECRET_ACCESS_KEY: 'of-the-lab-and-good-for-nothing-else',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

const UNSET = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  ...[
    'SSM',
    'S3',
    'EC2',
    'AUTO_SCALING',
    'STS',
    'IAM',
    'RESOURCE_GROUPS',
    'SECURITYHUB',
    'EKS',
    'INSPECTOR2',
    'GUARDDUTY',
    'CLOUDFORMATION',
  ].map((service) => `AWS_ENDPOINT_URL_${service}`),
];

/** A folder that is made when it is first needed and goes with the lab. */
function temporaryFolder(): { path(): string; remove(): void } {
  let made: string | undefined;
  return {
    path: () => {
      made ??= mkdtempSync(join(tmpdir(), 'winharden-lab-'));
      return made;
    },
    remove: () => {
      if (made !== undefined) rmSync(made, { recursive: true, force: true });
    },
  };
}
