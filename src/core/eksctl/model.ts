import type { Path } from '../baseline/problem.ts';

/** Worst first. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What the lint asks of a manifest. `winharden eksctl lint --rules` and docs/eksctl.md are made from it. */
export interface Rule {
  /** Kebab-case, never reused: waivers name it. */
  id: string;
  severity: Severity;
  /** The field that it looks at, as eksctl calls it; `nodeGroup` stands for an entry of either list. */
  field: string;
  /** What it asks for. */
  what: string;
  why: string;
  /** How to mend it. */
  mend: string;
}

/** A change that would mend a hit, by the paths of the document. */
export type Change =
  | { set: Path; value: Plain }
  | { append: Path; value: string }
  | { remove: Path }
  /** A number or truth value that is meant as text. */
  | { quote: Path };

export type Plain = string | number | boolean | { [key: string]: Plain };

/** A place of a document where a rule is not met. */
export interface Hit {
  path: Path;
  /** Point at the key instead of its value. */
  key?: true;
  message: string;
  /** Only where it can be made without knowing more than the file says. */
  change?: Change;
}

/** One Windows node group of a cluster. */
export interface NodeGroup {
  path: Path;
  managed: boolean;
  /** Has a launch template of the user's own, which settles what the manifest then may not say. */
  ownTemplate: boolean;
  value: Record<string, unknown>;
  cluster: Cluster;
}

export interface Cluster {
  value: Record<string, unknown>;
  /** The Windows node groups; the others are not judged. */
  windows: NodeGroup[];
  /** How many node groups there are that are not Windows. */
  others: number;
}

export interface NodeRule extends Rule {
  judgeNodes(group: NodeGroup): Iterable<Hit>;
}

export interface ClusterRule extends Rule {
  judgeCluster(cluster: Cluster): Iterable<Hit>;
}
