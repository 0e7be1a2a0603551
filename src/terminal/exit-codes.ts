import { EXIT } from '../core/errors.ts';

export type ExitName = keyof typeof EXIT;

/** What each exit code says. `--help` and docs/exit-codes.md are made from this. */
export const EXIT_MEANING: Record<ExitName, string> = {
  done: 'Done. For audit: every node is compliant, waivers aside.',
  failed: 'Failed: an error, a run that was stopped or failed everywhere, or a prompt that was declined.',
  usage: 'The command line is wrong; nothing was done.',
  notCompliant:
    'The run ended and nodes are not compliant. For --exit-code and --fail-on: what they name was found. For doctor: something failed.',
  partly: 'The run succeeded on some nodes only.',
  inProgress:
    'Nodes were still working when --wait ended; `winharden run resume` goes on with the run, and for node replace the same command once more.',
  paused: 'Paused: AWS could not be asked any more (credentials expired, no network); `winharden run resume` goes on.',
  interrupted: 'Interrupted; what was already sent goes on, and so does `winharden run resume`.',
};

/** One row per code, in the order of the numbers. */
export function exitCodeRows(names: readonly ExitName[]): [string, string][] {
  return [...names].sort((a, b) => EXIT[a] - EXIT[b]).map((name) => [String(EXIT[name]), EXIT_MEANING[name]]);
}
