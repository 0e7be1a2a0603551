export const COMPLIANCE_TARGETS = ['ssm', 'security-hub'] as const;
export type ComplianceTarget = (typeof COMPLIANCE_TARGETS)[number];

/** `result` of `compliance put --json`; schemas/compliance-put-result.schema.json. In a dry run the counts are what would be. */
export interface CompliancePut {
  runId: string;
  baseline: string;
  dryRun: boolean;
  nodes: { told: number; withoutReport: number };
  /** Lists of nodes. `unchanged`: this run's stands already; `newer`: a later run's stands; `shortened`: of those put, not all items had room. */
  ssm?: { put: number; unchanged: number; newer: number; shortened: number };
  /** Findings. `opened`: active ones sent, new or changed; `resolved`: archived. */
  securityHub?: { opened: number; resolved: number; unchanged: number; newer: number };
  /** What was refused; everything else was done. `of`: an instance id, or a finding's id. */
  failures: { to: ComplianceTarget; of: string; reason: string }[];
}
