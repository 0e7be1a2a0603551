import type { Risk, Role } from '../baseline/model.ts';
import type { Operation } from '../plan/model.ts';

export const STATUSES = [
  'Compliant',
  'NonCompliant',
  'Remediated',
  'Waived',
  'NotApplicable',
  'Manual',
  'Error',
] as const;
export type Status = (typeof STATUSES)[number];

export interface ControlResult {
  id: string;
  status: Status;
  found: unknown;
  required: unknown;
  /** Of a Waived control: what it is all the same. */
  withoutWaiver?: Status;
  message?: string;
}

export interface NodeFacts {
  instanceId: string;
  computerName: string;
  release: number;
  build: string;
  productName: string;
  installation: string;
  core: boolean;
  role: Role;
  domainJoined: boolean;
  containerHost: boolean;
  hyperV: boolean;
  publicNetwork: boolean;
  sessionManager: boolean;
  overWinRm: boolean;
  powershell: string;
  culture: string;
  users: number;
}

/** What one node says of itself. Everything in it is untrusted until verified and bounded. */
export interface NodeReport {
  format: 1;
  operation: Operation;
  runId: string;
  commandId: string;
  baseline: string;
  plan: string;
  started: string;
  finished: string;
  node: NodeFacts;
  controls: ControlResult[];
  changes: { id: string; address: string; before: unknown; after: unknown }[];
  rebootRequired: boolean;
  /** Windows already waited for a restart before the run changed anything. */
  rebootPending: boolean;
  /** The run restarted Windows, and what is said is from after it. */
  rebooted: boolean;
  vitalServices: { name: string; before: string; after: string }[];
  /** The controls after whose change a vital service was found lost, where that can be told. */
  suspects: { risk: Risk; controls: string[] } | null;
  restored: boolean;
  backup: { path: string; sha256: string; entries: number } | null;
  error: string | null;
  /** SHA-256 of the reports of earlier runs of the schedule that stand after this one, the newest first. */
  late?: string[];
}
