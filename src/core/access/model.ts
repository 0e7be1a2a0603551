import type { When } from '../baseline/model.ts';

/** What sessions need of a node's role: those of AmazonSSMManagedInstanceCore that carry them. */
export const SESSION_ACTIONS = [
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
] as const;

/** What a session with a KMS key needs of the role besides. */
export const DECRYPT = 'kms:Decrypt';

/** What is known of how a session may be opened to one node. Null is unknown. */
export interface SessionFacts {
  instanceId: string;
  name: string | null;
  /** Whether Systems Manager manages it. */
  managed: boolean;
  /** EC2's word: running, stopped, …; null where EC2 does not know it. */
  state: string | null;
  ping: string | null;
  agent: string | null;
  /** Whether the agent holds a connection to Session Manager. */
  connected: boolean | null;
  /** Name of the instance profile; null where it has none. */
  profile: string | null;
  /** Those of SESSION_ACTIONS and kms:Decrypt that its role may not; null where it has none or IAM may not be asked. */
  missing: string[] | null;
}

export interface NodeAccess extends SessionFacts {
  /** Null: nobody could tell whether its agent holds a connection. */
  reachable: boolean | null;
  /** What stands in the way, and may. */
  problems: string[];
  next: string[];
}

/** What the account and Region asks of sessions: its document SSM-SessionManagerRunShell. */
export interface SessionPreferences {
  /** A KMS key that client and node encrypt with besides TLS. */
  kmsKey: string | null;
  bucket: string | null;
  logGroup: string | null;
  idleMinutes: number | null;
  maxMinutes: number | null;
  /** What PowerShell runs first in a shell on Windows. */
  windowsProfile: string | null;
  /** Run As, which Windows nodes do not heed: their shells are those of ssm-user. */
  runAs: boolean;
}

/** A control that would end sessions where it is applied. */
export interface SessionRisk {
  baselines: string[];
  control: string;
  title: string;
  /** `shells`: those of ssm-user; `agent`: all that Systems Manager does. */
  ends: 'shells' | 'agent';
  reason: string;
  /** On which nodes; any of them. None: on all. */
  when: When[];
}
