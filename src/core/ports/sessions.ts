import type { SessionPreferences } from '../access/model.ts';

/** Session Manager of one account and Region. */
export interface Sessions {
  /** Whether the agent of a node holds a connection. */
  connected(instanceId: string): Promise<boolean>;
  /** Null where the account never set any. */
  preferences(): Promise<SessionPreferences | null>;
  /** Those of SESSION_ACTIONS that the role of an instance profile (ARN) may not. Errors: NoPermission, where IAM may not be asked. */
  missing(profile: string): Promise<string[]>;
}
