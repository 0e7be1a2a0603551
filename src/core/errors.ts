/** Exit codes of the program; docs/exit-codes.md and every `--help` are made from this map. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notCompliant: 3,
  partly: 68,
  inProgress: 69,
  paused: 75,
  interrupted: 130,
} as const;

interface ErrorOptions {
  code: string;
  message: string;
  suggestions?: string[];
  exit?: number;
  cause?: unknown;
}

/** The one error class. `message` says what happened and why, with the offending value; `suggestions` say what to do next. */
export class WinhardenError extends Error {
  readonly code: string;
  readonly suggestions: string[];
  readonly exit: number;

  constructor({ code, message, suggestions = [], exit = EXIT.failed, cause }: ErrorOptions) {
    super(message, { cause });
    this.name = 'WinhardenError';
    this.code = code;
    this.suggestions = suggestions;
    this.exit = exit;
  }
}
