import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { createApp } from '../../src/app.ts';
import { WinhardenError } from '../../src/core/errors.ts';
import type { Outcome, RunResult } from '../../src/core/results/model.ts';
import { continueRun } from '../../src/core/run/continue-run.ts';
import { executeRun } from '../../src/core/run/execute-run.ts';
import type { RunSpec } from '../../src/core/run/model.ts';
import type { RunPorts } from '../../src/core/run/run-context.ts';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { between, seeded } from '../../src/lab/random.ts';
import { inLab } from '../lab-environment.ts';
import { virtualApp } from '../virtual-app.ts';
import { mortal } from './mortal.ts';

/** What came of one run under faults, held against what the lab's nodes really did. */
export interface FaultRun {
  seed: number;
  faults: string[];
  nodes: number;
  state: RunResult['state'];
  /** How often it was gone on with or begun anew. */
  returns: number;
  /** Nodes without exactly one outcome, or that did their work while it says that nothing came of it. */
  lost: string[];
  /** Nodes that got the change more than once. */
  doubled: string[];
  /** Nodes that are said to have reported and did not. */
  invented: string[];
}

/** Not of the lab: the program itself is killed at some moment, and somebody goes on. */
export const KILL = 'kill';

/** With these the report cannot be had, or is not to be believed, and a node that worked may have no other outcome. */
const UNREPORTABLE = ['missing-output', 'truncated-output', 'lying-report', 'vanishing', 'no-s3-permission'];
const UNTOLD: (Outcome | undefined)[] = ['NoReport', 'NotSent', undefined];

const MOST_RETURNS = 12;
/** A killed program's lock on the nodes runs out by itself. */
const LOCK_SECONDS = 31 * 60;
/** Before an operator tries again. */
const A_WHILE_SECONDS = 60;
const SILENCE_MS = 400;

/** Applies to a small fleet under faults, and goes on or begins anew, as its operator would, until it has come to its end. */
export async function faultRun(seed: number, faults: string[], spec: (lab: Lab) => RunSpec): Promise<FaultRun> {
  const random = seeded(seed, 'fault run');
  const nodes = Math.round(between(random, 12, 40));
  const lab = await startLab({ nodes, seed, driver: 'model', faults: faults.filter((fault) => fault !== KILL) });
  const leave = inLab(lab);
  const home = mkdtempSync(join(tmpdir(), 'winharden-faults-'));
  const deaths = faults.includes(KILL) ? [Math.round(between(random, 1, 160)), Math.round(between(random, 1, 80))] : [];
  try {
    const operator = { lab, home, deaths, random, returns: -1 };
    const result = await untilItsEnd(operator, spec(lab));
    return { seed, faults, nodes, state: result.state, returns: operator.returns, ...judge(lab, result, faults) };
  } finally {
    await lab.close();
    leave();
    rmSync(home, { recursive: true });
  }
}

interface Operator {
  lab: Lab;
  home: string;
  /** At which call the program dies, each time that it is started. */
  deaths: number[];
  random: () => number;
  returns: number;
}

async function untilItsEnd(operator: Operator, spec: RunSpec): Promise<RunResult> {
  let last = '';
  for (; operator.returns < MOST_RETURNS; operator.returns++) {
    const ended = await oneProcess(operator, spec);
    last = ended instanceof Error ? ended.message : typeof ended === 'string' ? ended : ended.state;
    if (ended === 'killed') continue;
    if (!(ended instanceof Error) && !['paused', 'inProgress'].includes(ended.state)) {
      operator.returns++;
      return ended;
    }
    if (ended instanceof Error && !(ended instanceof WinhardenError)) throw ended;
    await wait(operator.lab, ended instanceof Error && ended.code === 'NodesInUse' ? LOCK_SECONDS : A_WHILE_SECONDS);
    process.env['AWS_ACCESS_KEY_ID'] = `RENEWED${operator.returns}`;
  }
  throw new Error(`no end after ${MOST_RETURNS} returns; the last: ${last}`);
}

/** A process of the program, from its start to its end or death; an error where it could not begin. */
async function oneProcess({ lab, home, deaths, random }: Operator, spec: RunSpec) {
  const app: RunPorts = virtualApp(lab, (clock) => createApp({ home, requestTimeout: SILENCE_MS, clock }));
  const death = deaths.shift();
  const { ports, killed } = mortal(app, death ?? Number.POSITIVE_INFINITY, random() < 0.5);
  const begun = runIn(home);
  const io = { emit: () => {}, confirm: async () => true, signal: new AbortController().signal };
  const work = begun ? continueRun(ports, begun, {}, io) : executeRun(ports, spec, io);
  return Promise.race([work.catch(asBeginning), killed]);

  /** Who has sent nothing begins anew. */
  async function asBeginning(error: Error): Promise<Error> {
    if (begun && error instanceof WinhardenError && error.code === 'NothingSent')
      rmSync(join(home, 'runs', begun), { recursive: true });
    return error;
  }
}

/** The run that was begun before; a killed process, unlike this one, is seen to have gone. */
function runIn(home: string): string | undefined {
  const runs = join(home, 'runs');
  const [newest] = readdirSync(home).includes('runs') ? readdirSync(runs).sort().reverse() : [];
  if (newest) rmSync(join(runs, newest, 'occupied.json'), { force: true });
  return newest;
}

async function wait({ clock }: Lab, seconds: number): Promise<void> {
  let over = false;
  clock.after(seconds, () => {
    over = true;
  });
  while (!over && clock.skipToNext()) await turn();
}

function judge(lab: Lab, { nodes }: RunResult, faults: string[]): Pick<FaultRun, 'lost' | 'doubled' | 'invented'> {
  const told = Map.groupBy(nodes.outcomes, ({ instanceId }) => instanceId);
  const did = Map.groupBy(lab.executions(), ({ instanceId }) => instanceId);
  const unreportable = faults.some((fault) => UNREPORTABLE.includes(fault.split('=')[0] ?? ''));
  const allowed = unreportable ? ['NoReport'] : [];
  const isLost = (id: string) => {
    const outcome = told.get(id)?.[0]?.outcome;
    const worked = did.get(id)?.some((execution) => execution.worked);
    return told.get(id)?.length !== 1 || (worked && UNTOLD.includes(outcome) && !allowed.includes(String(outcome)));
  };
  const ids = [...new Set([...told.keys(), ...did.keys()])];
  return {
    lost: [...ids.filter(isLost), ...(told.size === nodes.selected ? [] : [`${told.size} of ${nodes.selected}`])],
    doubled: ids.filter((id) => (did.get(id)?.length ?? 0) > 1),
    invented: ids.filter(
      (id) => !UNTOLD.includes(told.get(id)?.[0]?.outcome) && !did.get(id)?.some((each) => each.ended),
    ),
  };
}
