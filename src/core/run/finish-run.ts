import { calledWaiver } from '../plan/waivers.ts';
import type { RunResult } from '../results/model.ts';
import { keepInBucket } from './bucket-record.ts';
import type { State } from './final-state.ts';
import type { Paused } from './paused.ts';
import { type RunContext, timestamp } from './run-context.ts';

/** Ends a run, for good or for now, and keeps its rows and its result; the journal says so when the rows are there. */
export async function finishRun(context: RunContext, state: State, paused?: Paused): Promise<RunResult> {
  const { record, folder } = context;
  await context.results.finish(record.result(state, null).nodes.outcomes);
  await folder.append({ at: timestamp(context), type: 'finished', state });
  if (state === 'interrupted') {
    const text = `commands already sent go on to their end; the run is ${context.runId}`;
    context.io.emit({ type: 'warning', text });
  }
  const finished = isOpen(state) ? null : context.ports.clock.now();
  const result = () => ({ ...record.result(state, finished), ...(paused && { paused: whyPaused(paused) }) });
  if (context.recordInBucket) await keepInBucket(context, 'result.json', result());
  const kept = result();
  await folder.write('result.json', kept);
  warnOfUnused(context, kept);
  return kept;
}

/** Those that nobody ended: what was sent goes on. */
const isOpen = (state: State) => state === 'inProgress' || state === 'paused';

const whyPaused = ({ because: { code, message, suggestions } }: Paused) => ({ code, message, next: suggestions });

/** Those that had no control to be for were told of before. */
function warnOfUnused({ spec, io }: RunContext, { waivers = [] }: RunResult): void {
  const unused = waivers.filter(({ state }, index) => state === 'unused' && spec.waivers[index]?.state === 'inForce');
  if (unused.length === 0) return;
  io.emit({ type: 'warning', text: `held on no node of this run: ${unused.map(calledWaiver).join('; ')}` });
}
