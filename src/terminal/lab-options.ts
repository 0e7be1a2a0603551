import { EXIT, WinhardenError } from '../core/errors.ts';
import type { Where } from '../core/ports.ts';
import type { LabOptions } from '../lab/index.ts';
import { listOf } from './flags.ts';
import { IN_MEMORY } from './lab-flag.ts';

/** What `lab start` was told, and what `--lab` reads of its environment. */
interface LabValues {
  nodes?: number | undefined;
  seed?: number | undefined;
  location?: string[] | string | undefined;
  port?: number | undefined;
  state?: string | undefined;
  driver?: string | undefined;
  fault?: string[] | string | undefined;
  speed?: string | undefined;
  realistic?: boolean | undefined;
  rate?: string[] | string | undefined;
}

const wrong = (what: string, given: string, wanted: string) =>
  new WinhardenError({
    code: 'UsageError',
    message: `${what} of the lab is "${given}" and must be ${wanted}`,
    suggestions: ['`winharden lab start --help` tells the flags and their environment variables.'],
    exit: EXIT.usage,
  });

function speedOf(text: string): number {
  const speed = Number(text);
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw wrong('the speed', text, 'a number above 0');
}

function driverOf(text: string): 'powershell' | 'model' {
  if (text === 'powershell' || text === 'model') return text;
  throw wrong('the driver', text, 'powershell or model');
}

/** Faults hold commas, so that the variable separates them, and rates, with spaces or semicolons. */
const wordsOf = (value: string[] | string) =>
  typeof value === 'string' ? value.split(/[\s;]+/).filter((fault) => fault !== '') : value;

function ratesOf(value: string[] | string): Record<string, number> {
  const pairs = wordsOf(value).map((text) => {
    const [, operation, rate] = /^([a-z0-9-]+:[A-Za-z0-9]+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
    if (operation && Number(rate) > 0) return [operation, Number(rate)];
    throw wrong('a rate', text, 'an operation and a number above 0, as ssm:SendCommand=5');
  });
  return Object.fromEntries(pairs);
}

/** Leaves out what was not said, so that the lab's own defaults hold. */
export function labOptions({
  nodes,
  seed,
  location,
  port,
  state,
  driver,
  fault,
  speed,
  realistic,
  rate,
}: LabValues): LabOptions {
  return {
    ...(nodes !== undefined && { nodes }),
    ...(seed !== undefined && { seed }),
    ...(location && { locations: listOf(location) }),
    ...(port !== undefined && { port }),
    ...(state && { state }),
    ...(driver && { driver: driverOf(driver) }),
    ...(fault && { faults: wordsOf(fault) }),
    ...(speed && { speed: speedOf(speed) }),
    ...(realistic && { realistic }),
    ...(rate && { rates: ratesOf(rate) }),
  };
}

function countOf(env: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = env[name];
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw wrong(name, text, 'a whole number');
}

/** A new lab has what the run asks for, where that is more than one place; a fleet of one Region is in whichever is asked. */
function locationsFor(where: Where | undefined): string[] | undefined {
  const { regions, accounts } = where ?? { regions: [], accounts: [] };
  if (accounts.length === 0) return regions.length > 1 ? regions : undefined;
  return accounts.flatMap((account) =>
    regions.length > 0 ? regions.map((region) => `${account}/${region}`) : account,
  );
}

/** The lab that `--lab` starts: the folder from the flag, the rest from the variables of `lab start`, or what the run asks for. */
export function labOptionsFor(flag: string, env: NodeJS.ProcessEnv, where?: Where): LabOptions {
  return labOptions({
    state: flag === IN_MEMORY ? undefined : flag,
    nodes: countOf(env, 'WINHARDEN_LAB_NODES'),
    seed: countOf(env, 'WINHARDEN_LAB_SEED'),
    location: env['WINHARDEN_LAB_LOCATIONS'] || locationsFor(where),
    driver: env['WINHARDEN_LAB_DRIVER'],
    fault: env['WINHARDEN_LAB_FAULTS'],
    speed: env['WINHARDEN_LAB_SPEED'],
    realistic: ['1', 'true'].includes(env['WINHARDEN_LAB_REALISTIC'] ?? ''),
    rate: env['WINHARDEN_LAB_RATES'],
  });
}
