import type { ControlResult, Status } from '../report/model.ts';
import type { NodeOutcome, RunResult } from '../results/model.ts';

/** What a node said of its controls in a run. */
export interface NodeFindings {
  instanceId: string;
  controls: ControlResult[];
}

/** A run that has ended, wherever it is kept. */
export interface PastRun {
  result: RunResult;
  /** Of every node whose report is trusted. */
  findings(): Promise<NodeFindings[]>;
  /** EC2's tags of its nodes when it began, as far as they were kept. */
  tags(): Promise<Record<string, Record<string, string>>>;
}

/** Which run, and when it began. */
export interface Seen {
  runId: string;
  /** ISO. */
  at: string;
}

/** What a run found of a control on a node. */
export interface Sighting extends Seen {
  status: Status;
  found: unknown;
  required: unknown;
  message?: string;
}

export type KnownNode = Pick<NodeOutcome, 'instanceId' | 'name' | 'location'>;

/** A control of a node that was met and is not now. */
export interface NodeChange extends KnownNode {
  /** Where it was met last. */
  before: Sighting;
  now: Sighting;
  /** Where it was first found to be as it is now, since it was met. */
  first: Seen;
  /** The run that put it back, of a control that is not as required because somebody wanted it so. */
  putBack?: Seen;
}

/** A control, and the nodes on which it changed. */
export interface ChangedControl {
  id: string;
  title: string;
  level: string;
  nodes: NodeChange[];
}

/** What became of a baseline on its nodes. */
export interface Drift {
  baseline: string;
  /** The runs that were looked at, the newest first. */
  runs: Seen[];
  /** Met in an earlier run, NonCompliant or Error now. */
  drifted: ChangedControl[];
  /** The same by node: ids of controls. */
  nodes: (KnownNode & { controls: string[] })[];
  /** Met in an earlier run, Waived, NotApplicable or Manual now: no drift. */
  excused: ChangedControl[];
  /** Met before, and put back by a rollback: no drift. */
  putBack: ChangedControl[];
  /** Nodes that an earlier run of the same selection did not know. */
  newNodes: (KnownNode & { first: Seen })[];
  /** Nodes that EC2 took away, or that the last run of their selection no longer found. */
  goneNodes: (KnownNode & { last: Seen })[];
  /** Nodes that gave no report when they were last asked, or could not be asked. */
  silentNodes: (KnownNode & { reason: string; last: Seen | null })[];
}

export const MET: readonly Status[] = ['Compliant', 'Remediated'];
export const OPEN: readonly Status[] = ['NonCompliant', 'Error'];

export const seenIn = ({ runId, started }: Pick<RunResult, 'runId' | 'started'>): Seen => ({ runId, at: started });

export const knownNode = ({ instanceId, name, location }: KnownNode): KnownNode => ({
  instanceId,
  ...(name !== undefined && { name }),
  ...(location !== undefined && { location }),
});

/** The baseline that a run is of: a part counts for the whole. */
export const baselineOf = ({ partOf, baseline }: Pick<RunResult, 'partOf' | 'baseline'>) => partOf ?? baseline;
