import { WinhardenError } from '../errors.ts';
import type { KnownRun } from './known-run.ts';
import { type RunContext, timestamp } from './run-context.ts';

/** Has SSM stop every command that some node has not ended. What cannot be stopped is watched to its own end. */
export async function cancelOpen(context: RunContext, progress: KnownRun['progress']): Promise<void> {
  for (const { commands, settled } of progress.values()) {
    const open = commands.filter(({ nodes }) => nodes.some((id) => !settled.has(id)));
    for (const { commandId } of open) await cancelCommand(context, commandId);
  }
}

/** What cannot be stopped goes on, and is told of. */
export async function cancelCommand({ ports, folder, io }: RunContext, commandId: string): Promise<void> {
  try {
    await ports.commands.cancel(commandId);
    await folder.append({ at: timestamp({ ports }), type: 'cancelled', commandId });
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    io.emit({ type: 'warning', text: `the command ${commandId} goes on to its end: ${error.message}` });
  }
}
