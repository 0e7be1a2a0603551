import type { Tag } from '../ports.ts';

/** Which nodes a user means; exactly one of the three. */
export type Selector = { by: 'tags'; tags: Tag[] } | { by: 'ids'; ids: string[] } | { by: 'group'; name: string };

/** A node that a run may go to. */
export interface Candidate {
  instanceId: string;
  /** `ACCOUNT/REGION`, in a run over several. */
  location?: string;
  /** EC2's Name tag. */
  name?: string;
  computerName: string;
  platform: string;
  agent: string;
  imageId?: string;
  /** Availability Zone; a hybrid node has none. */
  zone?: string;
  /** EC2's private DNS name, which is the node's name in Kubernetes on EKS. */
  privateDns?: string;
  /** EC2's; a hybrid node has none. */
  tags: Record<string, string>;
}

/** A node that matched and is left out. */
export interface Excluded {
  instanceId: string;
  reason: string;
  platform?: string;
  name?: string;
  /** As a candidate's; unknown of an id that nobody has. */
  location?: string;
}

export interface Fleet {
  nodes: Candidate[];
  excluded: Excluded[];
  /** The tag that matched where another one was asked for: `eks:nodegroup-name=windows-ng`. */
  matchedTag?: string;
  /** What could not be found out about the nodes. */
  warnings: string[];
}

/** The tag that Auto Scaling puts on every instance of a group. */
export const GROUP_TAG = 'aws:autoscaling:groupName';

export interface Wave {
  number: number;
  canary: boolean;
  /** The wave after the last: of nodes that joined during the run. */
  newcomers?: true;
  nodes: string[];
}
