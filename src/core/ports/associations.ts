import type { Tag } from './inventory.ts';

export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNSPECIFIED'] as const;

/** What an association says, whole: State Manager takes away what a change leaves out. */
export interface AssociationContent {
  name: string;
  /** Null: a version that has yet to be published. */
  document: { name: string; version: string | null };
  parameters: Record<string, string[]>;
  /** All of them must hold, with one of the values each. */
  targets: { key: string; values: string[] }[];
  /** `cron(…)`, `rate(…)` or `at(…)`; null runs once. */
  expression: string | null;
  /** Days from a cron time to the run. */
  offsetDays: number | null;
  /** Run at the times of the schedule only, and not whenever something changes. */
  onlyAtCron: boolean;
  maxConcurrency: string | null;
  maxErrors: string | null;
  severity: string | null;
  s3: { bucket: string; prefix: string } | null;
  /** Hours after which what has not ended is cancelled. */
  durationHours: number | null;
  /** A CloudWatch alarm that stops it. */
  alarm: string | null;
  /** ARN of the role that State Manager takes on to send commands. */
  dispatchRole: string | null;
}

export interface AssociationSummary {
  id: string;
  /** Counts changes. */
  version: string;
  name: string;
  document: AssociationContent['document'];
  targets: AssociationContent['targets'];
  expression: string | null;
  offsetDays: number | null;
  /** State Manager's word for the last run: Pending, Success, Failed … */
  status: string;
  /** Nodes of the last run by status. */
  counts: Record<string, number>;
  lastRun: Date | null;
}

export interface Association extends AssociationSummary {
  content: AssociationContent;
  created: Date | null;
  updated: Date | null;
}

/** One run of an association. */
export interface AssociationRun {
  id: string;
  /** Of the association, which says what was run. */
  version: string;
  status: string;
  started: Date | null;
  /** Nodes by status, as State Manager writes it: `{Success=3}`. */
  counts: string;
}

/** How one node took part in a run of an association. */
export interface AssociationTarget {
  instanceId: string;
  status: string;
  /** Success, Failed, TimedOut … without spaces. */
  details: string;
  ended: Date | null;
  /** Under which id Run Command knows its output; null where State Manager does not say. */
  outputId: string | null;
}

/** The associations of State Manager. */
export interface Associations {
  /** Those whose name begins so, every page. */
  list(prefix: string): Promise<AssociationSummary[]>;
  /** Those of exactly this name, which is not unique to State Manager. */
  named(name: string): Promise<AssociationSummary[]>;
  /** As it is, or as it was in a version. */
  read(id: string, version?: string): Promise<Association>;
  /** `unknown`: the answer was lost, so that there may be one or not. */
  create(
    content: AssociationContent,
    tags: Tag[],
  ): Promise<{ kind: 'created'; id: string } | { kind: 'unknown'; message: string }>;
  /** Keeps what winharden has no word for. Errors: ScheduleChanged where it is no longer of this version. */
  update(association: Pick<Association, 'id' | 'version'>, content: AssociationContent): Promise<void>;
  remove(id: string): Promise<void>;
  /** Has it run now. */
  start(id: string): Promise<void>;
  tags(id: string): Promise<Tag[]>;
  setTags(id: string, tags: Tag[]): Promise<void>;
  /** Its last runs, the newest first; those that began after a time. */
  runs(id: string, most: number, since?: Date): Promise<AssociationRun[]>;
  /** The nodes of one run, every page. */
  targets(id: string, runId: string): Promise<AssociationTarget[]>;
}
