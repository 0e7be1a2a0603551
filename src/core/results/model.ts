import type { Selector } from '../fleet/model.ts';
import type { HeldBack, LaidOverlay, Operation, PolicyChoice } from '../plan/model.ts';
import type { Where } from '../ports.ts';
import type { ReportProblem } from '../report/problem.ts';
import type { Score } from './score.ts';
import type { WaiverUse } from './waiver-use.ts';

/**
 * How one node of a run ended.
 * Compliant: nothing left to do (waived, manual and not applicable controls aside). Remediated: apply or rollback changed it and it is as wanted.
 * NonCompliant: controls left that are not as required. Failed: the operation failed or was put back. NoReport: nothing trustworthy came back.
 * NotSent: the run stopped before its wave.
 */
export const OUTCOMES = ['Compliant', 'Remediated', 'NonCompliant', 'Failed', 'NoReport', 'NotSent'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface NodeOutcome {
  instanceId: string;
  /** `ACCOUNT/REGION`, in a run over several. */
  location?: string;
  name?: string;
  /** The wave it was sent in, or of a node not sent, the one it was meant for. */
  wave: number;
  outcome: Outcome;
  /** Of Windows Server, from its report: 2022. */
  release?: number;
  compliant: number;
  nonCompliant: number;
  remediated: number;
  waived: number;
  notApplicable: number;
  manual: number;
  errors: number;
  changes: number;
  /** Of its report; a rollback has none. */
  score?: Score;
  /** Windows waits for a restart now. */
  rebootRequired: boolean;
  /** Windows already waited for one before the run changed anything. */
  rebootPending?: true;
  /** The run restarted Windows. */
  rebooted?: true;
  /** Given up: it had not ended `--reboot-minutes` after it had begun. Such a node stops the run, however many errors are allowed. */
  lost?: true;
  /** EC2 took the instance away during the run; it gave no report, and says nothing about the change. */
  terminated?: true;
  /** Vital services that ran before and not after. Such a node stops the run, however many errors are allowed. */
  lostServices?: string[];
  /** SSM's own words (status details), never the judge. */
  ssmStatus?: string;
  /** Why, where the outcome needs a word. */
  reason?: string;
  /** Why there is no report, where one was looked for. */
  reportProblem?: ReportProblem;
  /** `unverified`: nothing but the report itself vouches for it. `late`: it came with a later run of the schedule. */
  report?: { source: 's3' | 'inline'; key?: string; bytes: number; sha256: string; unverified?: true; late?: true };
}

export interface WaveResult {
  number: number;
  canary: boolean;
  commandIds: string[];
  nodes: string[];
  started: string;
  finished: string;
  outcome: 'passed' | 'stopped';
  reason?: string;
}

/** `result` of `apply --json` and `audit --json`; schemas/run-result.schema.json. */
export interface RunResult {
  runId: string;
  operation: Operation;
  baseline: string;
  plan: string;
  state: 'finished' | 'stopped' | 'interrupted' | 'inProgress' | 'paused' | 'cancelled' | 'dryRun';
  /** Why it is paused, and what to do before it can go on. */
  paused?: { code: string; message: string; next: string[] };
  started: string;
  finished: string | null;
  document: { name: string; version: string | null; hash: string | null };
  nodes: {
    selected: number;
    excluded: { instanceId: string; reason: string; platform?: string; name?: string; location?: string }[];
    outcomes: NodeOutcome[];
  };
  waves: WaveResult[];
  /** `alsoMeets`: controls of other benchmarks that are met where this one is; `nist`: controls of NIST SP 800-53 Rev. 5 that it serves. */
  controls: {
    id: string;
    title: string;
    level: string;
    alsoMeets?: string[];
    nist?: string[];
    statuses: Partial<Record<string, number>>;
  }[];
  /** Of all nodes that gave a report, together. */
  score?: Score;
  /** The waivers of people in force, expired and unused. */
  waivers?: WaiverUse[];
  /** What the plan holds back, and where; each node's report says what was Waived there. */
  heldBack?: HeldBack[];
  /** What overlays make of the baseline, and on which nodes. */
  overlays?: LaidOverlay[];
  aws: { calls: Record<string, number> };
  s3: { bucket: string; prefix: string } | null;
  /** Which accounts and Regions it went over, where it was told; a rollback goes there again. */
  where?: Where;
  /** Which nodes were asked for. */
  selector?: Selector;
  /** What they were to be held to, as it was asked for; a rollback has none. */
  policy?: PolicyChoice;
  /** The whole baseline, where only some of its controls were asked for. */
  partOf?: string;
  /** The schedule that ran it, and which of its runs it was. */
  schedule?: { name: string; associationId: string; executionId: string };
  /** Systems Manager Automation sent for it. */
  automation?: { executionId: string };
  /** Where this machine keeps the run: journal, result.json, report.html, nodes/. */
  folder: string;
}
