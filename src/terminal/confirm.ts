import { createInterface } from 'node:readline';
import { EXIT, WinhardenError } from '../core/errors.ts';

interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

/** Nobody is there to answer: says so before anything is looked up or sent. */
export function requireAnswerable(input: { isTTY?: boolean }): void {
  if (input.isTTY) return;
  throw new WinhardenError({
    code: 'ConfirmationNeeded',
    message: 'this asks before it changes anything, and standard input is not a terminal to ask on',
    suggestions: ['Add --yes to go ahead without the question; where there is --dry-run, it shows what would be done.'],
    exit: EXIT.usage,
  });
}

/** Asks on the terminal. Only a `y` or `yes` is a yes; the end of the input or an abort is a no. */
export function askYesNo(question: string, signal: AbortSignal, { input, output }: Terminal): Promise<boolean> {
  return new Promise((resolve) => {
    const lines = createInterface({ input, output });
    let answered = false;
    const answer = (yes: boolean) => {
      answered = true;
      resolve(yes);
      lines.close();
    };
    lines.once('close', () => {
      if (!answered) output.write('\n');
      resolve(false);
    });
    lines.once('SIGINT', () => process.emit('SIGINT'));
    signal.addEventListener('abort', () => lines.close(), { once: true });
    lines.question(`${question} [y/N] `, (text) => answer(/^y(es)?$/i.test(text.trim())));
  });
}
