import type { AutomationExecutionStatus, TargetLocation } from '@aws-sdk/client-ssm';

export interface ExecutionStep {
  id: string;
  name: string;
  action: string;
  status: AutomationExecutionStatus;
  failure?: string;
  outputs: Record<string, string[]>;
  /** Of the steps of an execution over several locations. */
  targetLocation?: TargetLocation;
}

/** One run of a runbook: over its locations, or a child of such a one in its own. Kept in memory only. */
export interface Execution {
  id: string;
  documentName: string;
  documentVersion: string;
  parameters: Record<string, string[]>;
  token: string | undefined;
  parent: string | undefined;
  locations: TargetLocation[];
  executedBy: string;
  started: Date;
  ended?: Date;
  status: AutomationExecutionStatus;
  failure?: string;
  steps: ExecutionStep[];
}

export const OPEN: ReadonlySet<AutomationExecutionStatus> = new Set(['Pending', 'InProgress', 'Waiting', 'Cancelling']);
