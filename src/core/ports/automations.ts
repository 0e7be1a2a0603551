import type { Documents } from './documents.ts';

/** A runbook to be run over accounts and Regions by Systems Manager Automation. */
export interface AutomationRequest {
  runbook: { name: string; version: string };
  /** A UUID; the same one starts nothing again. */
  token: string;
  /** Of the caller's own account, and of each account: names of roles. */
  automationRole: string;
  executionRole: string;
  parameters: Record<string, string>;
  accounts: string[];
  regions: string[];
  /** Locations at work at the same time: `"1"`, `"10%"`. None is begun after one has failed. */
  locationConcurrency: string;
}

export interface AutomationState {
  /** The service's word: InProgress, Success, Failed … */
  status: string;
  ended: boolean;
  failure: string | null;
  locations: {
    location: string;
    status: string;
    ended: boolean;
    failure: string | null;
    /** The execution in the location, once there is one. */
    childId: string | null;
  }[];
}

export interface Automations {
  /** The caller's own documents by Region, which other accounts are to use. */
  library: ReadonlyMap<string, Documents>;
  start(request: AutomationRequest): Promise<string>;
  state(executionId: string): Promise<AutomationState>;
  /** Begins no further location; what is at work goes on. */
  stop(executionId: string): Promise<void>;
  /** The command that the execution in a location has sent; null while there is none. */
  command(location: string, childId: string): Promise<string | null>;
}
