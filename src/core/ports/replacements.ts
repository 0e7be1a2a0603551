import type {
  DesiredConfiguration,
  MixedPolicy,
  TemplateData,
  TemplateRef,
  TemplateVersion,
} from '../replace/model.ts';

/** A managed nodegroup of EKS. */
export interface Nodegroup {
  cluster: string;
  name: string;
  /** EKS's word: `WINDOWS_CORE_2022_x86_64`, `CUSTOM` … */
  amiType: string;
  /** Kubernetes. */
  version: string;
  releaseVersion: string;
  /** EKS's word: ACTIVE, UPDATING, DEGRADED … */
  status: string;
  /** Where it was made with one of the user's own. */
  template: TemplateRef | null;
}

export interface ScalingGroup {
  name: string;
  /** Ids of its instances, those that are going included. */
  instances: string[];
  template: TemplateRef | null;
  mixed: MixedPolicy | null;
  /** What groups had before launch templates. */
  launchConfiguration: string | null;
  /** The managed nodegroup that it is of, by its tags. */
  nodegroup: string | null;
}

/** How far an update or a refresh is; `problems` in AWS's own words. */
export interface Progress {
  id: string;
  /** AWS's word. */
  status: string;
  /** Of a refresh. */
  percent: number | null;
  /** What it waits for, or why it ended. */
  reason: string | null;
  problems: { code: string; message: string; resources: string[] }[];
}

export interface NodegroupUpdate {
  cluster: string;
  nodegroup: string;
  /** Kubernetes. */
  version?: string;
  releaseVersion?: string;
  /** In place of both where the nodegroup has an image of its own. */
  template?: TemplateRef;
  /** Whether PodDisruptionBudgets are passed over. */
  force: boolean;
}

export interface GroupRefresh {
  group: string;
  desired: DesiredConfiguration;
  minHealthy: number;
  autoRollback: boolean;
}

/** What replaces nodes, of one account and Region. */
export interface Replacements {
  /** Null where cluster or nodegroup is not there. */
  nodegroup(cluster: string, name: string): Promise<Nodegroup | null>;
  /** Null where it is not there. */
  scalingGroup(name: string): Promise<ScalingGroup | null>;
  /** Null where the template or its version is not there. */
  template(ref: TemplateRef): Promise<TemplateVersion | null>;
  /** The update of a nodegroup that has not ended. */
  openUpdate(cluster: string, nodegroup: string): Promise<Progress | null>;
  /** Its id; null where another is under way. */
  startUpdate(update: NodegroupUpdate): Promise<string | null>;
  updateProgress(cluster: string, nodegroup: string, id: string): Promise<Progress>;
  /** The refresh of a group that has not ended. */
  openRefresh(group: string): Promise<Progress | null>;
  /** Its id; null where another is under way. */
  startRefresh(refresh: GroupRefresh): Promise<string | null>;
  refreshProgress(group: string, id: string): Promise<Progress>;
  /** A new version of a template, like another but for this; answers its number. */
  newVersion(from: TemplateRef, data: TemplateData): Promise<string>;
}
