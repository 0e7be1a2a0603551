import type { Severity } from '../baseline/model.ts';
import type { NodeReport } from '../report/model.ts';
import type { NodeOutcome } from '../results/model.ts';
import type { ControlFacts } from './control-facts.ts';

/** Whose account and Region a node is in. `partition`: aws, aws-cn … */
export interface CompliancePlace {
  account: string;
  region: string;
  partition: string;
}

/** What a run says of one node. */
export interface Verdict {
  runId: string;
  baseline: string;
  planHash: string;
  /** When the run was over, ISO, by the operator's clock: a node's own is not to be trusted. */
  time: string;
  place: CompliancePlace;
  node: NodeOutcome;
  report: NodeReport;
  facts: ControlFacts;
}

/** One compliance item of Systems Manager. */
export interface ComplianceItem {
  id: string;
  title: string;
  severity?: Severity;
  met: boolean;
  details: Record<string, string>;
}

/** All items of a node; they take the place of those that it had. */
export interface ComplianceList {
  instanceId: string;
  runId: string;
  /** ISO. */
  time: string;
  items: ComplianceItem[];
  /** SHA-256 of all this; a list with the same one is ignored. It covers the run, so that a node shows when it was last looked at. */
  hash: string;
}

/** The list that stands for a node. */
export interface StandingList {
  runId: string;
  time: Date | null;
}

/** failed, unknown (it could not be read or set): active; passed, notJudged (waived, or no longer demanded): archived. */
export type FindingState = 'failed' | 'unknown' | 'passed' | 'notJudged';

/** A finding of Security Hub: one control on one node. */
export interface Finding {
  id: string;
  generator: string;
  account: string;
  region: string;
  partition: string;
  /** ARN of the node. */
  resource: string;
  /** Whether the node is an EC2 instance. */
  isInstance: boolean;
  state: FindingState;
  severity: Severity;
  title: string;
  description: string;
  remediation: string;
  /** Controls of NIST SP 800-53 Rev. 5. */
  nist: string[];
  /** ISO. */
  created: string;
  updated: string;
  /** Ours: run, control, node, and the digest by which an unchanged finding is known. */
  fields: Record<string, string>;
}

/** An active finding of ours in Security Hub. */
export interface StandingFinding {
  id: string;
  resource: string;
  title: string;
  created: string;
  updated: string;
  digest: string;
}

/** A finding that Security Hub did not take. */
export interface RefusedFinding {
  id: string;
  code: string;
  message: string;
}
