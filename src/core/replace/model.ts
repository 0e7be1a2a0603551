/** A launch template; `version` is a number, `$Latest` or `$Default`. */
export interface TemplateRef {
  id: string;
  version: string;
}

type Switch = 'enabled' | 'disabled';

/** As EC2 has them. */
interface MetadataOptions {
  HttpTokens?: 'optional' | 'required' | undefined;
  HttpPutResponseHopLimit?: number | undefined;
  HttpEndpoint?: Switch | undefined;
  HttpProtocolIpv6?: Switch | undefined;
  InstanceMetadataTags?: Switch | undefined;
}

/** A version of a launch template as far as winharden looks. */
export interface TemplateVersion extends TemplateRef {
  /** An AMI id, or `resolve:ssm:…`; null where it names none. */
  imageId: string | null;
  keyName: string | null;
  metadata: MetadataOptions | null;
}

/** What is said of a new version; all else it has from the one that it is made from. */
export interface TemplateData {
  ImageId: string;
  MetadataOptions?: MetadataOptions;
}

interface TemplateSpecification {
  LaunchTemplateId?: string | undefined;
  LaunchTemplateName?: string | undefined;
  Version?: string | undefined;
}

/** As Auto Scaling has it: it is handed back as it is, but for the version. */
export interface MixedPolicy {
  LaunchTemplate?:
    | {
        LaunchTemplateSpecification?: TemplateSpecification | undefined;
        Overrides?: { LaunchTemplateSpecification?: TemplateSpecification | undefined }[] | undefined;
      }
    | undefined;
  InstancesDistribution?: object | undefined;
}

/** What an instance refresh shall bring a group to, in Auto Scaling's own words. */
export type DesiredConfiguration = { LaunchTemplate: TemplateSpecification } | { MixedInstancesPolicy: MixedPolicy };

/** What a node belongs to, by its tags. */
export type GroupName =
  | { kind: 'nodegroup'; cluster: string; nodegroup: string }
  | { kind: 'scalingGroup'; group: string }
  | { kind: 'single'; instanceId: string };

export interface ReplacedNode {
  instanceId: string;
  /** EC2's Name tag. */
  name: string | null;
  imageId: string;
  /** Its name in Kubernetes, on EKS. */
  kubernetesName: string | null;
  /** Whether the selection has it. */
  selected: boolean;
}

/** What is asked for, as far as it holds for every group. */
export interface ReplaceOptions {
  imageId?: string;
  /** The newest EKS optimised image, even in place of an image of one's own. */
  latestEks: boolean;
  edition?: 'Core' | 'Full';
  releaseVersion?: string;
  kubernetesVersion?: string;
  /** PodDisruptionBudgets are passed over. */
  force: boolean;
  minHealthy: number;
  requireImdsV2: boolean;
}

/** How a group is replaced, with all that the requests need; `existing`: a version that has the image already. */
export type Way =
  | { by: 'nodegroup'; version: string; releaseVersion?: string }
  | { by: 'nodegroupTemplate'; from: TemplateVersion; imageId: string; existing: string | null }
  | {
      by: 'refresh';
      from: TemplateVersion;
      imageId: string;
      existing: string | null;
      mixed: MixedPolicy | null;
      autoRollback: boolean;
    };

/** Flags for the commands that are printed: of the AWS CLI, and of winharden itself. */
export interface WhereFlags {
  /** ` --region eu-west-1 --profile prod`. */
  aws: string;
  winharden: string;
}

/** One thing to do; without `command` something to know or to look at. */
export interface Step {
  text: string;
  command?: string;
}

/** A group as it is planned. */
export interface GroupPlan {
  name: GroupName;
  /** `nodegroup windows-ng of the cluster demo`. */
  title: string;
  nodes: ReplacedNode[];
  /** The image that the new nodes shall have; null where AWS chooses or nobody knows. */
  image: string | null;
  /** `ready`: to be replaced; `inProgress`: AWS does already; `upToDate`: nothing to do; `refused`: winharden cannot, `reason` says why. */
  state: 'ready' | 'inProgress' | 'upToDate' | 'refused';
  reason: string | null;
  way: Way | null;
  /** Id of the update or refresh under way. */
  open: string | null;
  warnings: string[];
  steps: Step[];
}

export type Outcome = 'planned' | 'replaced' | 'failed' | 'inProgress' | 'notStarted' | 'upToDate' | 'refused';

/** `groups` of `node replace --json`; schemas/node-replace-result.schema.json. */
export interface GroupResult extends Omit<GroupPlan, 'state' | 'way' | 'open'> {
  outcome: Outcome;
  /** Id of the update or refresh. */
  id: string | null;
  /** How far it was when it was last looked at. */
  percent: number | null;
  /** What AWS reported, in words. */
  problems: string[];
  /** How to look again, while AWS goes on. */
  look: string | null;
}

export interface ReplaceResult {
  executed: boolean;
  groups: GroupResult[];
  excluded: { instanceId: string; reason: string }[];
}
