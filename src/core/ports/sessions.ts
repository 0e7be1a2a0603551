import type { SessionPreferences } from '../access/model.ts';

/** Session Manager of one account and Region. */
export interface Sessions {
  /** Whether the agent of a node holds a connection. */
  connected(instanceId: string): Promise<boolean>;
  /** Null where the account never set any. */
  preferences(): Promise<SessionPreferences | null>;
  /**
   * Those of SESSION_ACTIONS, and of kms:Decrypt where a key (ARN) is given, that the role of an instance profile (ARN) may not.
   * Errors: NoPermission, where IAM may not be asked.
   */
  missing(profile: string, keyArn: string | null): Promise<string[]>;
}

/** Programs of this machine that hold a session. */
export interface SessionPrograms {
  /** The first of this name on the PATH that may be run; null where there is none. */
  find(program: string): Promise<string | null>;
  /** Runs a file, never by a shell, on this terminal, which Ctrl-C reaches; its exit code, or 128 and its signal's number. */
  run(file: string, args: readonly string[]): Promise<number>;
}
