import type { GroupStore } from './auto-scaling/group-store.ts';
import type { Clock } from './clock.ts';
import type { StackRecord } from './cloudformation/stack-record.ts';
import type { Faults } from './faults.ts';
import type { LabNode } from './fleet.ts';
import type { Folder } from './folder.ts';
import type { Detector } from './guardduty/detectors.ts';
import type { InspectorStore } from './inspector2/store.ts';
import type { Driver } from './node/driver.ts';
import type { Executions } from './node/executions.ts';
import type { WindowsStore } from './node/windows-store.ts';
import type { Pace } from './pace.ts';
import type { TakeToken } from './rates.ts';
import type { RecordStore } from './record-store.ts';
import type { BucketSettings } from './s3/bucket-settings.ts';
import type { ObjectStore } from './s3/object-store.ts';
import type { ResourceFindings } from './security-hub/findings.ts';
import type { AssociationStore } from './ssm/association-store.ts';
import type { Execution } from './ssm/automation-store.ts';
import type { CommandStore } from './ssm/command-store.ts';
import type { NodeCompliance } from './ssm/compliance-store.ts';
import type { DocumentStore } from './ssm/document-store.ts';

/** Everything that the lab's services look at and change. */
export interface World {
  readonly account: string;
  readonly region: string;
  /** All of the lab, as `ACCOUNT/REGION`. */
  readonly locations: readonly string[];
  /** Assumed roles, by access key. */
  readonly sessions: Map<string, Session>;
  readonly seed: number;
  readonly clock: Clock;
  readonly folder: Folder;
  readonly faults: Faults;
  readonly pace: Pace;
  readonly takeToken: TakeToken;
  /** Whether a request with this key comes too late; counts it. */
  readonly hasExpired: (accessKey: string) => boolean;
  readonly nodes: Map<string, LabNode>;
  /** Writes down which nodes there are now: in one file, whatever location they are in. */
  keepFleet(): void;
  readonly groups: GroupStore;
  readonly documents: DocumentStore;
  readonly associations: AssociationStore;
  readonly commands: CommandStore;
  /** What reads see of the commands: lists of commands, and their invocations. */
  readonly shown: { readonly commands: CommandStore; readonly invocations: CommandStore };
  /** Executions of Automation, by id. */
  readonly automations: Map<string, Execution>;
  /** Compliance items, by node. */
  readonly compliance: RecordStore<NodeCompliance>;
  /** Findings of Security Hub, by encoded ARN of the resource. */
  readonly findings: RecordStore<ResourceFindings>;
  /** GuardDuty's detector, where it was turned on or off. */
  readonly detectors: RecordStore<Detector>;
  /** What Inspector is told and finds. */
  readonly inspector: InspectorStore;
  /** Stacks of CloudFormation, by the last part of their id. */
  readonly stacks: RecordStore<StackRecord>;
  /** Another account and Region of the lab. */
  at(location: string): World | undefined;
  readonly objects: ObjectStore;
  /** What is set on buckets, by name. */
  readonly bucketSettings: RecordStore<BucketSettings>;
  readonly driver: Driver;
  readonly windows: WindowsStore;
  /** Nodes whose agent is away for a restart, and since when. */
  readonly restarting: Map<string, Date>;
  readonly executions: Executions;
}

/** Who a key of an assumed role is. */
interface Session {
  account: string;
  arn: string;
}

/** Account and Region of every lab: AWS's own example account, so that no ARN looks like somebody's. */
export const ACCOUNT = '123456789012';
export const REGION = 'eu-central-1';
