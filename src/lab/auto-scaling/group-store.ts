import type { DesiredConfiguration, InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Update } from '@aws-sdk/client-eks';

export interface TemplateVersion {
  number: number;
  created: Date;
  data: ResponseLaunchTemplateData;
}

export interface Template {
  id: string;
  name: string;
  created: Date;
  versions: TemplateVersion[];
}

/** An update of a nodegroup, with the nodegroup that it is of. */
export interface NodegroupUpdate extends Update {
  nodegroup: string;
}

export interface Refresh extends InstanceRefresh {
  AutoScalingGroupName: string;
}

/** What was changed about groups of nodes, for as long as the lab runs. */
export interface GroupStore {
  /** By the name of their group. */
  readonly templates: Map<string, Template>;
  /** The template's version that a group launches from, where it is not the first. */
  readonly launchedFrom: Map<string, DesiredConfiguration>;
  /** The newest last. */
  readonly refreshes: Refresh[];
  /** The newest last. */
  readonly updates: NodegroupUpdate[];
  /** Where it is not that of the lab's beginning, by `CLUSTER/NODEGROUP`. */
  readonly releases: Map<string, string>;
}

export const groupStore = (): GroupStore => ({
  templates: new Map(),
  launchedFrom: new Map(),
  refreshes: [],
  updates: [],
  releases: new Map(),
});
