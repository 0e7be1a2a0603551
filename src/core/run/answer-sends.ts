import { findSend } from './find-send.ts';
import type { KnownRun } from './known-run.ts';
import { type RunContext, timestamp } from './run-context.ts';
import type { WaveProgress } from './wave-progress.ts';

/** Finds out what became of the sends that were announced in the journal and never answered, all at once. */
export async function answerSends(context: RunContext, progress: KnownRun['progress']): Promise<void> {
  const sends = [...progress].flatMap(([wave, known]) =>
    known.unanswered.splice(0).map((sending) => answerSend(context, wave, known, sending)),
  );
  // All of them come to rest before one that failed is told.
  const failed = (await Promise.allSettled(sends)).find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}

async function answerSend(
  context: RunContext,
  wave: number,
  known: WaveProgress,
  { comment, nodes }: WaveProgress['unanswered'][number],
): Promise<void> {
  const commandId = await findSend(context, comment);
  if (commandId === null) {
    const reason = 'the program ended before it was answered, and Systems Manager has no such command';
    await context.folder.append({ at: timestamp(context), type: 'notSent', wave, comment, nodes, reason });
    return;
  }
  await context.folder.append({ at: timestamp(context), type: 'sent', wave, comment, commandId });
  known.commands.push({ commandId, nodes });
}
