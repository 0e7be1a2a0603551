/** What winharden needs of the world, in its own words. Adapters answer; only src/app.ts chooses them. */

import type { Schemas } from './baseline/policy.ts';
import type {
  ComplianceList,
  CompliancePlace,
  Finding,
  RefusedFinding,
  StandingFinding,
  StandingList,
} from './compliance/model.ts';
import type { GpoFile } from './gpo/model.ts';
import type { JournalRecord } from './run/model.ts';
import type { EngineFiles } from './script/model.ts';

export interface Clock {
  now(): Date;
  /** Resolves after the time, or at once when the signal is aborted; never rejects. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface Ids {
  /** Six random hexadecimal digits. */
  suffix(): string;
}

/** A file of policy; `path` is how errors name it. */
export interface PolicyFile {
  path: string;
  text: string;
}
export interface PolicyFiles {
  /** The files that winharden ships. */
  readAll(): Promise<PolicyFile[]>;
  readUserFile(path: string): Promise<PolicyFile>;
  /** The JSON Schemas of the policy files. */
  readSchemas(): Promise<Schemas>;
  /** The shipped files as the build parsed and checked them (JSON text); null where there was no build. */
  readCompiled(): Promise<string | null>;
}
/** Backups of Group Policy objects. */
export interface GpoFiles {
  /** Every file of a folder or zip archive, with the bytes of those that `isRead` asks for. Errors: UnreadableFile, UnreadableGpo. */
  read(path: string, isRead: (path: string) => boolean): Promise<GpoFile[]>;
}
export interface Engine {
  read(): Promise<EngineFiles>;
}

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

export interface PublishedVersion {
  version: string;
  /** The service's own SHA-256 of the content. */
  hash: string;
  /** Creating, Active, Updating, Deleting or Failed. */
  status: string;
  statusInformation: string;
}

export interface DocumentContent {
  name: string;
  versionName: string;
  /** YAML text, schema 2.2. */
  content: string;
  tags: Tag[];
  /** Command where nothing is said. */
  type?: 'Command' | 'Automation';
}

export interface Documents {
  /** One version by its name, or the latest one. */
  describe(name: string, versionName: string | null): Promise<PublishedVersion | 'noDocument' | 'noVersion'>;
  create(document: DocumentContent): Promise<'created' | 'exists'>;
  update(document: DocumentContent): Promise<'updated' | 'sameContent' | 'sameVersionName'>;
  /** The JSON text of a version by its number; null where there is none. */
  content(name: string, version: string): Promise<string | null>;
  /** Lets other accounts use it, in this Region. */
  share(name: string, accounts: string[]): Promise<void>;
  /** Where several locations are asked, the documents of each; nothing else of this port is for use then. */
  byLocation?: ReadonlyMap<string, Documents>;
}

export interface CommandRequest {
  document: { name: string; version: string; hash: string };
  /** All of one location. */
  instanceIds: string[];
  parameters: Record<string, string>;
  /** At most 100 characters; how a command is found again. */
  comment: string;
  /** How long SSM tries to deliver, 30 seconds to 30 days. */
  deliverySeconds: number;
  /** Nodes at work at the same time. */
  maxConcurrency: number;
  /** SSM stops starting nodes after this many errors. */
  maxErrors: string;
  s3: { bucket: string; prefix: string } | null;
}

/** `unknown`: the answer was lost, so that the command may or may not run. */
export type SendAnswer =
  | { kind: 'sent'; commandId: string }
  | { kind: 'invalidInstances'; message: string }
  | { kind: 'unknown'; message: string };

export interface Invocation {
  instanceId: string;
  status: string;
  /** SSM's details without spaces: Success, DeliveryTimedOut, Terminated … */
  details: string;
  /** The first 2,500 characters of stdout and stderr. */
  output: string;
  /** How long the step took on the node, where SSM says so. */
  seconds?: number;
}

/** A command that has not ended, of whatever run. */
export interface OpenCommand {
  commandId: string;
  comment: string;
  documentName: string;
  requested: Date | null;
  /** When SSM gives up what has not ended. */
  expires: Date | null;
  instanceIds: string[];
  maxConcurrency: number | null;
  /** Invocations that have ended, however they did, and those of them that failed or timed out at work. */
  completed: number;
  errors: number;
}

export interface Commands {
  send(request: CommandRequest): Promise<SendAnswer>;
  /** The command with this comment sent since, or null. */
  find(comment: string, documentName: string, since: Date): Promise<string | null>;
  /** All invocations of a command, every page. */
  invocations(commandId: string): Promise<Invocation[]>;
  /**
   * All commands of the account and Region that have not ended, or those of one document alone. Lags behind SendCommand. Where
   * only some matter, as `among` says, locations without any of them are not asked.
   */
  open(documentName?: string, among?: readonly string[]): Promise<OpenCommand[]>;
  /** Asks SSM to stop what a command has not ended yet, or some of its nodes (50 at most): what waits is not begun, what runs is stopped as well as may be. */
  cancel(commandId: string, instanceIds?: string[]): Promise<void>;
  /** One node's step, with at most 24,000 bytes of each stream; null while SSM knows nothing of it. */
  output(commandId: string, instanceId: string, step: string): Promise<{ stdout: string; stderr: string } | null>;
}

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

/** A runbook to be run over accounts and Regions by Systems Manager Automation. */
export interface AutomationRequest {
  runbook: { name: string; version: string };
  /** A UUID; the same one starts nothing again. */
  token: string;
  /** Of the caller's own account, and of each account: names of roles. */
  automationRole: string;
  executionRole: string;
  parameters: Record<string, string>;
  accounts: string[];
  regions: string[];
  /** Locations at work at the same time: `"1"`, `"10%"`. None is begun after one has failed. */
  locationConcurrency: string;
}

export interface AutomationState {
  /** The service's word: InProgress, Success, Failed … */
  status: string;
  ended: boolean;
  failure: string | null;
  locations: {
    location: string;
    status: string;
    ended: boolean;
    failure: string | null;
    /** The execution in the location, once there is one. */
    childId: string | null;
  }[];
}

export interface Automations {
  /** The caller's own documents by Region, which other accounts are to use. */
  library: ReadonlyMap<string, Documents>;
  start(request: AutomationRequest): Promise<string>;
  state(executionId: string): Promise<AutomationState>;
  /** Begins no further location; what is at work goes on. */
  stop(executionId: string): Promise<void>;
  /** The command that the execution in a location has sent; null while there is none. */
  command(location: string, childId: string): Promise<string | null>;
}

export type ReadAnswer =
  | { kind: 'read'; bytes: Uint8Array }
  | { kind: 'missing' }
  | { kind: 'denied' }
  | { kind: 'tooLarge' };

/** The S3 bucket that results are kept in. Every call is refused unless the bucket belongs to the expected account. */
export interface Bucket {
  /** Fails with what to do when the bucket does not exist, may not be listed or is somebody else's. */
  check(bucket: string, prefix: string): Promise<void>;
  /** Streams the object and stops at the limit. */
  read(bucket: string, key: string, maxBytes: number): Promise<ReadAnswer>;
  /** Names of the folders right below a folder, in their order, after a name. */
  folders(bucket: string, folder: string, after: string): Promise<string[]>;
  /** Whether any key begins so. */
  has(bucket: string, prefix: string): Promise<boolean>;
  /** Text is JSON; bytes are what the key says they are. */
  write(bucket: string, key: string, body: string | Uint8Array): Promise<void>;
}

/** What is known of a node's right to put an object, from its instance profile and IAM. */
export interface UploadRight {
  /** Name of the instance profile; null where EC2 knows of none. */
  profile: string | null;
  /** Name of its role; null where it may not be looked up. */
  role: string | null;
  /** What IAM says of the role; `unknown` where it may not be asked. */
  may: 'yes' | 'no' | 'unknown';
}

/** With whose permissions nodes write to S3. Never fails: what may not be asked is unknown. */
export interface NodeRoles {
  mayPut(instanceId: string, bucket: string, key: string): Promise<UploadRight>;
}

/** An object in S3 that several may write, each only over what it has read. */
export interface SharedObject {
  /** Null where there is none; `tag` names this very state of it. */
  read(bucket: string, key: string): Promise<{ text: string; tag: string } | null>;
  /** Writes over the state with this tag, or where there is no object (null); `conflict` where somebody else wrote meanwhile. */
  write(bucket: string, key: string, text: string, over: string | null): Promise<'written' | 'conflict'>;
}

/** Our compliance items in Systems Manager, of one account and Region. */
export interface ComplianceItems {
  /** Whose list each node has. */
  standing(): Promise<Map<string, StandingList>>;
  /** Puts a list in the place of the one before. `tooLong`: a shorter one may do; `noNode`: Systems Manager no longer knows the node. */
  put(list: ComplianceList): Promise<'put' | 'tooLong' | 'noNode'>;
}

/** Our findings in Security Hub, of one account and Region. Errors: SecurityHubOff. */
export interface SecurityHub {
  /** Active findings whose generator begins so, of some nodes (20 at most), by the nodes' ARNs. */
  standing(place: CompliancePlace, generator: string, resources: string[]): Promise<StandingFinding[]>;
  /** Any number; the answer is those that were refused. */
  send(findings: Finding[]): Promise<RefusedFinding[]>;
}

/** What one account and Region is told of compliance. */
export interface ComplianceServices {
  place(): Promise<CompliancePlace>;
  items: ComplianceItems;
  hub: SecurityHub;
}

export interface Compliance {
  /** Of a location (`ACCOUNT/REGION`); null: where the app itself is. Errors: UnknownLocation. */
  at(location: string | null): ComplianceServices;
}

/** A command of the operator's own, run on this machine through its shell. */
export interface HookCall {
  /** As the operator wrote it. */
  command: string;
  /** The run's folder; what the command prints is kept in `hooks/<name>.log` there. */
  folder: string;
  name: string;
  /** Set beside the operator's own environment. */
  env: Record<string, string>;
  /** Each set as words in one variable, where it is short enough, and as lines of a file whose path is in `<variable>_FILE`. */
  lists: Record<string, string[]>;
  timeoutSeconds: number;
}

/** `how`: "ended with exit code 3", "timed out after 60 seconds" … */
export interface HookEnd {
  ok: boolean;
  how: string;
}

export interface Hooks {
  /** Runs to the end, the time-out or the abort; after these nothing that the command started in its process group is left. Never rejects for what the command does. */
  run(call: HookCall, tell: (line: string) => void, signal: AbortSignal): Promise<HookEnd>;
}

/** What this machine keeps of one run. */
export interface RunFolder {
  readonly path: string;
  /** Takes the folder for this process; the answer gives it back. Errors: RunBusy. */
  occupy(): Promise<() => Promise<void>>;
  /** On disk when it returns. */
  append(record: JournalRecord): Promise<void>;
  /** Every record, to go on from: half a last one, from a kill, is taken away. Errors: DamagedRun. */
  takeUpJournal(): Promise<JournalRecord[]>;
  /** `plan.json`, `result.json` … replaced as a whole. */
  write(name: string, value: unknown): Promise<void>;
  /** Null where there is no such file. */
  read(name: string): Promise<unknown>;
}

export interface RunFolders {
  create(runId: string): Promise<RunFolder>;
  open(runId: string): Promise<RunFolder>;
  /** Newest first. */
  list(): Promise<string[]>;
}

export interface App {
  version: string;
  /** `YYYY-MM-DD`, UTC. */
  today(): string;
  policy: PolicyFiles;
  gpos: GpoFiles;
  engine: Engine;
  clock: Clock;
  ids: Ids;
  inventory: Inventory;
  documents: Documents;
  commands: Commands;
  /** Undefined over several locations. */
  associations: Associations | undefined;
  /** Only over accounts. */
  automations?: Automations;
  bucket: Bucket;
  nodeRoles: NodeRoles;
  shared: SharedObject;
  compliance: Compliance;
  hooks: Hooks;
  runs: RunFolders;
  /** The same app over other accounts and Regions. Errors: those of sts:GetCallerIdentity, asked for whom and where one is. */
  within(where: Where): Promise<App>;
  /** Requests sent to AWS so far, retries included: `ssm:SendCommand` → 3. */
  calls(): Record<string, number>;
}
