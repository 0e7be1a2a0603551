/** An Amazon Machine Image that the account may see. */
export interface MachineImage {
  imageId: string;
  name: string;
  /** Account of whoever made it. */
  owner: string;
  created: Date | null;
}

/** Who a rule of a security group lets in. */
export type RuleSource =
  | { kind: 'cidr'; cidr: string }
  | { kind: 'group'; id: string }
  | { kind: 'prefixList'; id: string };

/** One rule that lets traffic in. */
export interface InboundRule {
  /** EC2's word: tcp, udp, icmp, a number, or -1 for all. */
  protocol: string;
  /** Null: every port. */
  ports: { from: number; to: number } | null;
  sources: RuleSource[];
}

export interface SecurityGroup {
  id: string;
  name: string;
  inbound: InboundRule[];
}

/** What AWS knows of how nodes were made, in one account and Region. */
export interface PostureFacts {
  /** Those of the ids that may be seen. */
  images(ids: string[]): Promise<MachineImage[]>;
  /** Values of public parameters, by name; those that are not there are left out. */
  parameters(names: string[]): Promise<Map<string, string>>;
  securityGroups(ids: string[]): Promise<SecurityGroup[]>;
  /** The actions of Systems Manager's agent that the role of an instance profile may not do. */
  missingRights(profileArn: string): Promise<string[]>;
  /** The Kubernetes version of an EKS cluster: `1.35`. */
  kubernetesOf(cluster: string): Promise<string>;
}

export interface Posture {
  /** Of a location (`ACCOUNT/REGION`); undefined: where the app itself is. */
  at(location: string | undefined): PostureFacts;
}
