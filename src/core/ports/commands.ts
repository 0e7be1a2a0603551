export interface CommandRequest {
  document: { name: string; version: string; hash: string };
  /** All of one location. */
  instanceIds: string[];
  parameters: Record<string, string>;
  /** At most 100 characters; how a command is found again. */
  comment: string;
  /** How long SSM tries to deliver, 30 seconds to 30 days. */
  deliverySeconds: number;
  /** Nodes at work at the same time. */
  maxConcurrency: number;
  /** SSM stops starting nodes after this many errors. */
  maxErrors: string;
  s3: { bucket: string; prefix: string } | null;
}

/** `unknown`: the answer was lost, so that the command may or may not run. */
export type SendAnswer =
  | { kind: 'sent'; commandId: string }
  | { kind: 'invalidInstances'; message: string }
  | { kind: 'unknown'; message: string };

export interface Invocation {
  instanceId: string;
  status: string;
  /** SSM's details without spaces: Success, DeliveryTimedOut, Terminated … */
  details: string;
  /** The first 2,500 characters of stdout and stderr. */
  output: string;
  /** How long the step took on the node, where SSM says so. */
  seconds?: number;
}

/** A command that has not ended, of whatever run. */
export interface OpenCommand {
  commandId: string;
  comment: string;
  documentName: string;
  requested: Date | null;
  /** When SSM gives up what has not ended. */
  expires: Date | null;
  instanceIds: string[];
  maxConcurrency: number | null;
  /** Invocations that have ended, however they did, and those of them that failed or timed out at work. */
  completed: number;
  errors: number;
}

export interface Commands {
  send(request: CommandRequest): Promise<SendAnswer>;
  /** The command with this comment sent since, or null. */
  find(comment: string, documentName: string, since: Date): Promise<string | null>;
  /** All invocations of a command, every page. */
  invocations(commandId: string): Promise<Invocation[]>;
  /**
   * All commands of the account and Region that have not ended, or those of one document alone. Lags behind SendCommand. Where
   * only some matter, as `among` says, locations without any of them are not asked.
   */
  open(documentName?: string, among?: readonly string[]): Promise<OpenCommand[]>;
  /** Asks SSM to stop what a command has not ended yet, or some of its nodes (50 at most): what waits is not begun, what runs is stopped as well as may be. */
  cancel(commandId: string, instanceIds?: string[]): Promise<void>;
  /** One node's step, with at most 24,000 bytes of each stream; null while SSM knows nothing of it. */
  output(commandId: string, instanceId: string, step: string): Promise<{ stdout: string; stderr: string } | null>;
}
