import type { ResolvedControl } from '../baseline/model.ts';
import type { Emit } from '../events.ts';
import type { Candidate, Excluded, Fleet, Selector, Wave } from '../fleet/model.ts';
import type { Share, WaveOptions } from '../fleet/waves.ts';
import type { HeldBack, LaidOverlay, Operation, PolicyChoice, WaiverRecord } from '../plan/model.ts';
import type { HookEnd, Identity, Where } from '../ports.ts';
import type { NodeReport } from '../report/model.ts';
import type { NodeOutcome, RunResult, WaveResult } from '../results/model.ts';
import type { HookName, HookOptions } from './hooks.ts';
import type { Pause } from './pause.ts';
import type { Published } from './publish-document.ts';

/** A value of the document parameter `Reboot`. */
export const REBOOTS = ['never', 'if-required'] as const;
type Reboot = (typeof REBOOTS)[number];

/** How a run goes: what the flags of audit, apply and rollback have in common. */
export interface RunOptions extends WaveOptions {
  /** Failed and silent nodes that do not stop the run: `"0"`, `"5"`, `"10%"` of the selected. */
  maxErrors: Share;
  /** How many more changes than the canary of its release a node may make: `"10"`, `"100%"` of the canary's; without it nobody compares. */
  maxChanges?: Share;
  /** What happens between two waves; nothing without it. */
  pause?: Pause;
  /** Commands of the operator's own around every wave. */
  hooks?: HookOptions;
  /** Whether nodes that joined during the run are taken in a last wave. */
  catchNewcomers?: boolean;
  /** Where nodes put their reports; without it they come back through the SSM API. */
  bucket?: string;
  prefix: string;
  /** How long to watch before the program goes away; what was sent goes on. */
  waitMinutes: number;
  /** How long SSM tries to deliver the command to a node, 30 or more. */
  timeoutSeconds: number;
  /** The shortest time between two looks. */
  pollSeconds: number;
  /** Whether nodes restart Windows where a change needs it. */
  reboot: Reboot;
  /** How long a node that may restart has from when it was first seen at work, its restart included. */
  rebootMinutes: number;
  /** Neither keeps the nodes for this run nor heeds who else works on them. */
  noLock?: boolean;
  dryRun: boolean;
  /** Several accounts or Regions, or another account; without it where the AWS SDK itself goes. */
  where?: Where;
  /** Automation sends instead of Run Command. */
  automation?: AutomationOptions;
}

/** What the roles of Automation are called where nobody says otherwise (Systems Manager User Guide). */
export const USUAL_ROLES = {
  executionRole: 'AWS-SystemsManager-AutomationExecutionRole',
  automationRole: 'AWS-SystemsManager-AutomationAdministrationRole',
} as const;

/** How Systems Manager Automation goes over the accounts. */
export interface AutomationOptions {
  /** Names of roles: of each account, and of the caller's own. */
  executionRole: string;
  automationRole: string;
  /** Locations at work at the same time: `"1"`, `"10%"`. */
  locationConcurrency: string;
}

/** One run, resolved: what to send to whom. Policy is behind it; AWS is before it. */
export interface RunSpec {
  operation: Operation;
  baseline: string;
  /** Hash of the plan that reports must name. */
  planHash: string;
  controls: (Pick<ResolvedControl, 'id' | 'title' | 'level' | 'kind' | 'when' | 'nist'> & { alsoMeets?: string[] })[];
  waived: number;
  heldBack: HeldBack[];
  overlays: LaidOverlay[];
  /** Of people. */
  waivers: WaiverRecord[];
  document: { name: string; content: string; step: string };
  /** Document parameters beside RunId and ReportEncoding. */
  parameters: Record<string, string>;
  selector: Selector;
  /** As it was asked for; a rollback has none. */
  policy?: PolicyChoice;
  /** The whole baseline, where only some of its controls are asked for. */
  partOf?: string;
  options: RunOptions;
  warnings: string[];
  /** What plan.json keeps. */
  plan: unknown;
  /** Whether it was made for the nodes it goes to, so that no others can be taken in. */
  byNodes?: true;
  /** What it becomes once the nodes are known, where waivers go by their tags. */
  forNodes?: (nodes: Candidate[]) => Promise<RunSpec>;
}

/** run.json: with plan.json and the journal all that is needed to go on with a run. */
export interface KeptRun {
  format: 1;
  /** ISO. */
  started: string;
  spec: Omit<RunSpec, 'plan' | 'forNodes'>;
  fleet: Fleet;
  document: Published;
}

/** What is shown before anything is changed. */
export interface RunPreview {
  operation: Operation;
  baseline: string;
  planHash: string;
  /** Distinct control ids, manual ones included. */
  controls: number;
  /** By people; controls that guards hold back are not among them. */
  waived: number;
  heldBack: HeldBack[];
  overlays: LaidOverlay[];
  manual: number;
  nodes: Candidate[];
  excluded: Excluded[];
  waves: Wave[];
  /** Nodes at work at the same time, at most. */
  atOnce: number;
  pause: Pause | null;
  hooks: HookOptions | null;
  document: { name: string };
  bucket: string | null;
  /** Where Automation sends, location by location. */
  automation?: AutomationOptions;
  /** Minutes that each node has to come back where nodes restart if a change needs it; null where none restarts. */
  restartMinutes: number | null;
  /** Whose account is about to be changed, and where. */
  identity: Identity;
  warnings: string[];
}

export interface RunIo {
  emit: Emit;
  /** Shows what is about to happen and asks; after a dry run's showing the answer does not matter. */
  confirm(preview: RunPreview): Promise<boolean>;
  /** Asks whether the next wave may start; missing where there is nobody to ask. */
  proceed?(wave: Wave, of: number): Promise<boolean>;
  signal: AbortSignal;
  /** Takes every verified report, those of a run gone on with included, so that nobody reads them again. */
  reported?(report: NodeReport): void;
}

/** What `run list` tells of each run. */
export interface RunSummary
  extends Pick<RunResult, 'runId' | 'operation' | 'baseline' | 'state' | 'started' | 'finished' | 'folder'> {
  nodes: Partial<Record<NodeOutcome['outcome'], number>> & { selected: number };
  /** The name of the schedule that ran it. */
  schedule?: string;
}

/** journal.jsonl, one a line, each on disk before the next step. */
export type JournalRecord = { at: string } & (
  | {
      type: 'started';
      runId: string;
      operation: Operation;
      baseline: string;
      plan: string;
      waves: Wave[];
      identity: Identity;
      s3: RunResult['s3'];
    }
  | { type: 'published'; name: string; version: string; hash: string; byLocation?: Published['byLocation'] }
  | { type: 'automating'; token: string; nodes: string[] }
  | { type: 'automation'; executionId: string }
  | { type: 'sending'; wave: number; comment: string; nodes: string[] }
  | { type: 'sent'; wave: number; comment: string; commandId: string }
  | { type: 'notSent'; wave: number; comment: string; nodes: string[]; reason: string }
  | { type: 'nodeEnded'; node: NodeOutcome }
  | { type: 'waveEnded'; wave: WaveResult }
  | { type: 'resumed'; identity: Identity }
  | { type: 'cancelling'; identity: Identity }
  | { type: 'cancelled'; commandId: string }
  | { type: 'hookStarted'; wave: number; hook: HookName; command: string }
  | { type: 'hookEnded'; wave: number; hook: HookName; end: HookEnd }
  | { type: 'newcomers'; wave: Wave; nodes: Candidate[] }
  | { type: 'finished'; state: Exclude<RunResult['state'], 'dryRun'> }
  | { type: 'paused'; before: number; until: string | null }
);
