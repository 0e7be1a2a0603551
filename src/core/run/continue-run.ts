import { EXIT, WinhardenError } from '../errors.ts';
import type { Wave } from '../fleet/model.ts';
import type { Identity, RunFolder } from '../ports.ts';
import type { RunResult } from '../results/model.ts';
import { answerSends } from './answer-sends.ts';
import { cancelOpen } from './cancel-open.ts';
import { endRun } from './end-run.ts';
import { isFinal, type State } from './final-state.ts';
import { holdFolder, holdNodes } from './hold-run.ts';
import type { KnownRun } from './known-run.ts';
import { lockNodes, lockToRelease } from './lock-nodes.ts';
import type { RunIo } from './model.ts';
import { type OpenedRun, openRun, recount } from './open-run.ts';
import { patientPorts } from './patient-ports.ts';
import { publish } from './publish.ts';
import type { Published } from './publish-document.ts';
import { runAutomation } from './run-automation.ts';
import { type RunContext, type RunPorts, timestamp } from './run-context.ts';
import { runWaves } from './run-waves.ts';

/** How to go on with a run. */
export interface ContinueOptions {
  /** How long to wait from now; without it, as long as the run was told. */
  waitMinutes?: number;
  noLock?: boolean;
  /** Stops what is open, and sends nothing more. */
  cancel?: boolean;
}

/**
 * Goes on with a run wherever it was left, in the loop that it was left in: what has ended stays, what is open is watched, what
 * was not sent is sent. A run that has ended is told as it ended. Errors: NoSuchRun, RunBusy, NothingSent, DamagedRun,
 * OtherIdentity, DocumentChanged, NodesInUse and those of AWS; a run can be gone on with after each of them.
 */
export async function continueRun(
  app: RunPorts,
  runId: string,
  options: ContinueOptions,
  io: RunIo,
): Promise<RunResult> {
  const folder = await app.runs.open(runId);
  return holdFolder(folder, async () => {
    const opened = await openRun(app, folder, io, options.waitMinutes);
    return (await resultAtItsEnd(folder, opened.known, io)) ?? goOn(opened, options, io);
  });
}

/** Null while there is something left to do, were it only to say that it has ended. */
async function resultAtItsEnd(folder: RunFolder, { finished }: KnownRun, io: RunIo): Promise<RunResult | null> {
  const result = (await folder.read('result.json')) as RunResult | null;
  if (result === null || !finished || !isFinal(result.state)) return null;
  io.emit({ type: 'warning', text: `nothing was left to do: the run had ended before (${result.state})` });
  return result;
}

async function goOn(opened: OpenedRun, options: ContinueOptions, io: RunIo): Promise<RunResult> {
  const { started, known } = opened;
  const { ports, spec, runId, folder } = opened.context;
  const identity = await sameIdentity(ports, started.identity);
  const cancelled = options.cancel === true || known.cancelling;
  const document = cancelled ? opened.context.document : await sameDocument(opened.context, identity);
  const nodes = wavesOf(opened).flatMap((wave) => wave.nodes);
  const noLock = options.noLock || spec.options.noLock === true;
  const claim = { runId, identity, nodes, spec: { ...spec, options: { ...spec.options, noLock } } };
  const lock = cancelled ? lockToRelease(ports, io, claim) : await lockNodes(ports, io, claim);
  const patient = patientPorts({ ...ports, clock: lock.clock }, io);
  const context: RunContext = { ...opened.context, document, cancelled, lock, ports: patient };
  await folder.append({ at: timestamp(context), type: cancelled ? 'cancelling' : 'resumed', identity });
  io.emit({ type: 'begun', runId });
  return holdNodes(lock, () => endRun(context, () => whatIsLeft(context, opened)));
}

async function whatIsLeft(context: RunContext, opened: OpenedRun): Promise<State> {
  const { started, known } = opened;
  await recount(context, known);
  if (known.over !== null) return known.over;
  if (context.spec.options.automation) return runAutomation(context, started.waves[0] as Wave, known);
  await answerSends(context, known.progress);
  if (context.cancelled) await cancelOpen(context, known.progress);
  const ended = new Set(known.waves.map((wave) => wave.number));
  const left = wavesOf(opened).filter((wave) => !ended.has(wave.number));
  return runWaves(context, left, known.progress);
}

const wavesOf = ({ started, known }: OpenedRun) => [
  ...started.waves,
  ...(known.newcomers ? [known.newcomers.wave] : []),
];

async function sameIdentity({ inventory }: RunPorts, was: Identity): Promise<Identity> {
  const is = await inventory.identity();
  if (is.account === was.account && is.region === was.region) return is;
  throw new WinhardenError({
    code: 'OtherIdentity',
    message: `the run is one of account ${was.account} in ${was.region}, and you are in account ${is.account} in ${is.region}`,
    suggestions: [`--region ${was.region}, and a --profile of account ${was.account}`],
    exit: EXIT.usage,
  });
}

/** The nodes that are left must get the very document that the others got. */
async function sameDocument({ ports, spec, document }: OpenedRun['context'], identity: Identity): Promise<Published> {
  const published = await publish(ports, spec, identity);
  if (published.hash === document.hash) return published;
  throw new WinhardenError({
    code: 'DocumentChanged',
    message: `the SSM document ${document.name} has the hash ${published.hash}, and the run was begun with ${document.hash}`,
    suggestions: ['find out who changes documents named winharden-*', 'winharden run cancel ends the run'],
  });
}
