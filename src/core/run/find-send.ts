import type { RunContext } from './run-context.ts';

/**
 * Seconds before each look. ListCommands lags behind SendCommand, nobody says by how much, and a request that was under way may
 * still arrive: a minute of patience is cheap, a node that runs twice is not.
 */
const LOOKS = [1, 3, 6, 10, 10, 15, 15];

/** The command with this comment, which is one of the run's; null where Systems Manager surely has none. */
export async function findSend({ ports, document, started }: RunContext, comment: string): Promise<string | null> {
  for (const seconds of LOOKS) {
    await ports.clock.sleep(seconds * 1000);
    const commandId = await ports.commands.find(comment, document.name, started);
    if (commandId !== null) return commandId;
  }
  return null;
}
