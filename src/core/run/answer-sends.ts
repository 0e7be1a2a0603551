import type { KnownRun } from './known-run.ts';
import { type RunContext, timestamp } from './run-context.ts';
import type { WaveProgress } from './wave-progress.ts';

/** ListCommands lags behind SendCommand, and a request that was under way when the program died may still have arrived. */
const SURE_AFTER_SECONDS = 20;
const BETWEEN_LOOKS_SECONDS = 5;

/**
 * Finds out what became of the sends that were announced in the journal and never answered: a command with that comment is one
 * of the run's, and what is surely not there was not sent.
 */
export async function answerSends(context: RunContext, progress: KnownRun['progress']): Promise<void> {
  const sure = context.ports.clock.now().getTime() + SURE_AFTER_SECONDS * 1000;
  for (const [wave, known] of progress) {
    for (const sending of known.unanswered.splice(0)) await answerSend(context, wave, known, sending, sure);
  }
}

async function answerSend(
  context: RunContext,
  wave: number,
  known: WaveProgress,
  { comment, nodes }: WaveProgress['unanswered'][number],
  sure: number,
): Promise<void> {
  const commandId = await lookFor(context, comment, sure);
  if (commandId === null) {
    const reason = 'the program ended before it was answered, and Systems Manager has no such command';
    await context.folder.append({ at: timestamp(context), type: 'notSent', wave, comment, nodes, reason });
    return;
  }
  await context.folder.append({ at: timestamp(context), type: 'sent', wave, comment, commandId });
  known.commands.push({ commandId, nodes });
}

async function lookFor(context: RunContext, comment: string, sure: number): Promise<string | null> {
  const { ports, document, started } = context;
  while (true) {
    const commandId = await ports.commands.find(comment, document.name, started);
    if (commandId !== null || ports.clock.now().getTime() >= sure) return commandId;
    await ports.clock.sleep(BETWEEN_LOOKS_SECONDS * 1000);
  }
}
