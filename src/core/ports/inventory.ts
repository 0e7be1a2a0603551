/** Several accounts or Regions, or another account than one's own; each Region in each account is a location. */
export interface Where {
  /** None: the AWS SDK's own choice. */
  regions: string[];
  /** Ids of accounts that are entered by the role; none: the caller's own. */
  accounts: string[];
  roleName?: string;
  externalId?: string;
}

export interface Identity {
  account: string;
  arn: string;
  region: string;
  /** `ACCOUNT/REGION` of each location, where a Where says which. */
  locations?: string[];
}

/** An instance's place in its Auto Scaling group. */
interface Scaling {
  group: string;
  /** Auto Scaling's word: InService, Terminating:Wait …; null where it does not say. */
  lifecycle: string | null;
  /** Why it could not be asked. */
  unknown?: string;
}

/** An EC2 instance as far as winharden looks. */
export interface Machine {
  instanceId: string;
  /** `ACCOUNT/REGION`, where several are asked. */
  location?: string;
  /** EC2's word: pending, running, shutting-down, terminated, stopping, stopped. */
  state: string;
  windows: boolean;
  imageId: string;
  /** Availability Zone. */
  zone?: string;
  /** `ip-10-0-0-1.eu-west-1.compute.internal`. */
  privateDns?: string;
  instanceType?: string;
  /** Its last start; a stop and start moves it. */
  launched?: Date;
  keyName?: string;
  /** IPv4, and IPv6, which are public as well. */
  publicIps?: string[];
  /** Ids of the security groups of all its network interfaces. */
  securityGroups?: string[];
  /** ARN of the instance profile. */
  profile?: string;
  /** How its instance metadata answers; none where it is off. */
  metadata?: { tokens: 'required' | 'optional'; hops: number };
  /** What Auto Scaling says of it; none for an instance of no group. */
  autoScaling?: Scaling;
  tags: Record<string, string>;
}

/** A node that SSM manages. */
export interface ManagedNode {
  instanceId: string;
  /** `ACCOUNT/REGION`, where several are asked. */
  location?: string;
  /** Online, ConnectionLost or Inactive. */
  ping: string;
  lastPing: Date | null;
  agent: string;
  platformType: string;
  platformName: string;
  /** `10.0.20348`. */
  platformVersion?: string;
  computerName: string;
}

export interface Tag {
  key: string;
  value: string;
}

export interface Inventory {
  identity(): Promise<Identity>;
  /** Every EC2 instance in any state that carries all the tags. */
  machinesByTags(tags: Tag[]): Promise<Machine[]>;
  machinesById(ids: string[]): Promise<Machine[]>;
  /** A first page of whatever instances there are, to learn from their tags. */
  someMachines(): Promise<Machine[]>;
  nodesByTags(tags: Tag[]): Promise<ManagedNode[]>;
  /** Those of the ids that SSM knows; unknown ids are left out, not an error. */
  nodesById(ids: string[]): Promise<ManagedNode[]>;
  /** Ids of the nodes in an AWS resource group. */
  groupMembers(name: string): Promise<string[]>;
}
