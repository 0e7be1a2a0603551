import type { Hook } from '@oclif/core/hooks';
import { nearest } from '../core/baseline/nearest.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';

/** The words of the longest command that `id` begins with: `apply:now` is `apply` with an argument too many. */
const knownStart = (id: string, known: readonly string[]) => known.find((name) => id.startsWith(`${name}:`));

const words = (id: string) => id.replaceAll(':', ' ');

/** oclif's hook for a command that does not exist: says so with the names that come close. */
const unknownCommand: Hook<'command_not_found'> = async ({ id, config }) => {
  const known = config.commandIDs;
  const start = knownStart(id, known);
  const close = nearest(id, known).map((name) => `Did you mean \`${config.bin} ${words(name)}\`?`);
  const message = start
    ? `\`${config.bin} ${words(start)}\` takes no argument "${words(id.slice(start.length + 1))}"`
    : `there is no command "${words(id)}"`;
  const suggestions = start
    ? [`See \`${config.bin} ${words(start)} --help\`.`]
    : [...close, `See \`${config.bin} --help\`.`];
  throw new WinhardenError({ code: 'UnknownCommand', message, suggestions, exit: EXIT.usage });
};

export default unknownCommand;
