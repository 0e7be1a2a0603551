/** A command of the operator's own, run on this machine through its shell. */
export interface HookCall {
  /** As the operator wrote it. */
  command: string;
  /** The run's folder; what the command prints is kept in `hooks/<name>.log` there. */
  folder: string;
  name: string;
  /** Set beside the operator's own environment. */
  env: Record<string, string>;
  /** Each set as words in one variable, where it is short enough, and as lines of a file whose path is in `<variable>_FILE`. */
  lists: Record<string, string[]>;
  timeoutSeconds: number;
}

/** `how`: "ended with exit code 3", "timed out after 60 seconds" … */
export interface HookEnd {
  ok: boolean;
  how: string;
}

export interface Hooks {
  /** Runs to the end, the time-out or the abort; after these nothing that the command started in its process group is left. Never rejects for what the command does. */
  run(call: HookCall, tell: (line: string) => void, signal: AbortSignal): Promise<HookEnd>;
}
