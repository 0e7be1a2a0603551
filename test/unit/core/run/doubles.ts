import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { RunEvent } from '../../../../src/core/events.ts';
import type {
  CommandRequest,
  Commands,
  DocumentContent,
  Documents,
  HookCall,
  HookEnd,
  Hooks,
  Inventory,
  Invocation,
  Machine,
  ManagedNode,
  OpenCommand,
  ReadAnswer,
  RunFolder,
  SendAnswer,
  SharedObject,
  Tag,
  UploadRight,
} from '../../../../src/core/ports.ts';
import type { NodeReport } from '../../../../src/core/report/model.ts';
import type { JournalRecord, RunIo, RunOptions, RunPreview, RunSpec } from '../../../../src/core/run/model.ts';
import type { RunPorts } from '../../../../src/core/run/run-context.ts';
import { nodeFacts } from '../node-facts.ts';

export const PLAN_HASH = 'a'.repeat(64);

export const idOf = (number: number) => `i-${String(number).padStart(17, '0')}`;

export const reportFor = (
  instanceId: string,
  runId: string,
  commandId: string,
  over: Partial<NodeReport> = {},
): NodeReport => ({
  format: 1,
  operation: 'apply',
  runId,
  commandId,
  baseline: 'tiny',
  plan: PLAN_HASH,
  started: '2026-11-23T18:01:02Z',
  finished: '2026-11-23T18:01:05Z',
  node: nodeFacts(instanceId, 'EC2AMAZ-1', 1),
  controls: [
    { id: '1.1', status: 'Remediated', found: 0, required: { equals: 1 } },
    { id: '1.2', status: 'Compliant', found: 1, required: { equals: 1 } },
  ],
  changes: [{ id: '1.1', address: 'HKLM\\SOFTWARE\\X!Y', before: null, after: 1 }],
  rebootRequired: false,
  rebootPending: false,
  rebooted: false,
  suspects: null,
  vitalServices: [{ name: 'AmazonSSMAgent', before: 'Running', after: 'Running' }],
  restored: false,
  backup: { path: 'C:\\ProgramData\\WinHarden\\runs\\x\\backup.json', sha256: 'b'.repeat(64), entries: 1 },
  error: null,
  ...over,
});

export const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

/** Prints a report as the engine does. */
export function printed(report: unknown, encoding: 'json' | 'gzip' = 'json'): string {
  const json = JSON.stringify(report);
  const body = encoding === 'gzip' ? gzipSync(json).toString('base64') : json;
  return `winharden-report/1 bytes=${Buffer.byteLength(json)} sha256=${sha256(json)} encoding=${encoding}\r\n${body}\r\n`;
}

/** Time that passes only when somebody sleeps. */
export class FakeClock {
  time = Date.parse('2026-11-23T18:00:00Z');
  now = () => new Date(this.time);
  sleep = async (milliseconds: number, signal?: AbortSignal) => {
    if (!signal?.aborted) this.time += milliseconds;
  };
}

export const windows = (instanceId: string, over: Partial<ManagedNode> = {}): ManagedNode => ({
  instanceId,
  ping: 'Online',
  lastPing: new Date('2026-11-23T17:59:00Z'),
  agent: '3.3.2746.0',
  platformType: 'Windows',
  platformName: 'Microsoft Windows Server 2022 Datacenter',
  computerName: 'EC2AMAZ-1',
  ...over,
});

export const running = (
  instanceId: string,
  tags: Record<string, string> = { env: 'test' },
  over: Partial<Machine> = {},
): Machine => ({
  instanceId,
  state: 'running',
  windows: true,
  imageId: 'ami-1',
  tags,
  ...over,
});

export class FakeInventory implements Inventory {
  machines: Machine[] = [];
  nodes: ManagedNode[] = [];
  groups: Record<string, string[]> = {};
  asked: Tag[][] = [];

  identity = async () => ({ account: '111122223333', arn: 'arn:aws:iam::111122223333:user/me', region: 'eu-west-1' });
  machinesByTags = async (tags: Tag[]) => {
    this.asked.push(tags);
    return this.machines.filter((machine) => tags.every(({ key, value }) => machine.tags[key] === value));
  };
  machinesById = async (ids: string[]) => this.machines.filter((machine) => ids.includes(machine.instanceId));
  someMachines = async () => this.machines;
  nodesByTags = async (tags: Tag[]) => {
    const ids = (await this.machinesByTags(tags)).map((machine) => machine.instanceId);
    return this.nodes.filter((node) => ids.includes(node.instanceId));
  };
  nodesById = async (ids: string[]) => this.nodes.filter((node) => ids.includes(node.instanceId));
  groupMembers = async (name: string) => this.groups[name] ?? [];
}

export class FakeDocuments implements Documents {
  versions: { versionName: string; content: string }[] = [];
  exists = false;
  writes: string[] = [];
  reads = 0;
  describe: Documents['describe'] = async (_name, versionName) => {
    this.reads++;
    if (!this.exists) return 'noDocument';
    const index =
      versionName === null
        ? this.versions.length - 1
        : this.versions.findIndex((each) => each.versionName === versionName);
    const found = this.versions[index];
    if (!found) return 'noVersion';
    return { version: String(index + 1), hash: `h-${sha256(found.content)}`, status: 'Active', statusInformation: '' };
  };
  content: Documents['content'] = async (_name, version) => this.versions[Number(version) - 1]?.content ?? null;
  sharedWith: string[] = [];
  share = async (_name: string, accounts: string[]) => {
    this.sharedWith.push(...accounts);
  };
  create = async (document: DocumentContent) => {
    this.writes.push('create');
    if (this.exists) return 'exists' as const;
    this.exists = true;
    this.versions.push(document);
    return 'created' as const;
  };
  update: Documents['update'] = async (document) => {
    this.writes.push('update');
    if (this.versions.at(-1)?.content === document.content) return 'sameContent';
    if (this.versions.some((each) => each.versionName === document.versionName)) return 'sameVersionName';
    this.versions.push(document);
    return 'updated';
  };
}

/** How one node takes a command; what it does not say is the happy case. */
export interface Behaviour {
  report?: Partial<NodeReport>;
  /** Sent instead of a report. */
  stdout?: string;
  stderr?: string;
  details?: string;
  /** Polls until it ends. */
  polls?: number;
  /** `missing`: and Systems Manager returns the output cut; `inline`: it returns it whole. */
  upload?: 'missing' | 'inline' | 'denied' | 'tooLarge' | { late: number } | { instead: string };
  /** Something else of the node is in the bucket. */
  other?: true;
}

/** A fleet behind SSM and S3: every node answers at once and as told. */
class FakeFleet implements Commands {
  requests: CommandRequest[] = [];
  behaviour: Record<string, Behaviour> = {};
  /** In every node's report. */
  common: Partial<NodeReport> = {};
  /** Answers given in turn before the real one. */
  answers: (SendAnswer | Error)[] = [];
  /** Ids that SendCommand rejects. */
  invalid = new Set<string>();
  /** Commands that run although their answer was lost. */
  lost: { request: CommandRequest; commandId: string }[] = [];
  looks = 0;
  polls = 0;
  /** Commands that somebody cancelled: whoever has not ended is Cancelled. */
  cancelled = new Set<string>();
  /** By command and node, how it ended. */
  ended = new Map<string, string>();
  objects = new Map<string, string>();
  writes = new Map<string, string | Uint8Array>();
  #commands = new Map<string, { request: CommandRequest; polls: number }>();
  #reads = new Map<string, number>();

  send = async (request: CommandRequest): Promise<SendAnswer> => {
    this.requests.push(request);
    const answer = this.answers.shift();
    if (answer instanceof Error) throw answer;
    if (answer) return answer;
    const invalid = request.instanceIds.filter((id) => this.invalid.has(id));
    if (invalid.length > 0) return { kind: 'invalidInstances', message: 'not in a valid state' };
    return { kind: 'sent', commandId: this.start(request) };
  };

  start(request: CommandRequest): string {
    const commandId = `c-${this.#commands.size + 1}`;
    this.#commands.set(commandId, { request, polls: 0 });
    return commandId;
  }

  /** What SSM took, in order. */
  taken = () => [...this.#commands.values()].map(({ request }) => request);

  find = async (comment: string) => {
    this.looks++;
    const known = [...this.#commands].find(([, { request }]) => request.comment === comment)?.[0];
    return known ?? this.lost.find(({ request }) => request.comment === comment)?.commandId ?? null;
  };

  /** Every look brings the nodes nearer to their end. */
  open = async (documentName?: string): Promise<OpenCommand[]> => {
    if (documentName !== undefined) for (const command of this.#commands.values()) command.polls++;
    return [...this.#commands].flatMap(([commandId, { request, polls }]) => {
      const details = request.instanceIds.map((id) => this.#invocation(commandId, id, { request, polls }).details);
      const ended = details.filter((each) => each !== 'InProgress');
      if (documentName !== undefined && ended.length === details.length) return [];
      return {
        commandId,
        comment: request.comment,
        documentName: request.document.name,
        requested: new Date('2026-11-23T17:00:00Z'),
        expires: null,
        instanceIds: request.instanceIds.filter((id) => this.ended.get(`${commandId} ${id}`) === undefined),
        maxConcurrency: request.maxConcurrency,
        completed: ended.length,
        errors: ended.filter((each) => each === 'Failed').length,
      };
    });
  };

  cancel = async (commandId: string) => {
    this.cancelled.add(commandId);
  };

  invocations = async (commandId: string): Promise<Invocation[]> => {
    this.polls++;
    const command = this.#commands.get(commandId);
    if (!command) return [];
    return command.request.instanceIds.map((id) => this.#invocation(commandId, id, command));
  };

  #invocation(
    commandId: string,
    instanceId: string,
    { request, polls }: { request: CommandRequest; polls: number },
  ): Invocation {
    const { polls: needed = 1, details = 'Success' } = this.behaviour[instanceId] ?? {};
    if (polls < needed) {
      const status = this.cancelled.has(commandId) ? 'Cancelled' : 'InProgress';
      return { instanceId, status, details: status, output: '' };
    }
    this.ended.set(`${commandId} ${instanceId}`, details);
    const stdout = this.#stdout(commandId, instanceId, request);
    const stderr = this.behaviour[instanceId]?.stderr;
    const output = `${stdout}${stderr ? `\n----------ERROR-------\n${stderr}` : ''}`.slice(0, 2500);
    return { instanceId, status: details, details, output };
  }

  #stdout(commandId: string, instanceId: string, request: CommandRequest): string {
    const { report, stdout } = this.behaviour[instanceId] ?? {};
    if (stdout !== undefined) return stdout;
    const runId = request.parameters['RunId'] ?? '';
    const encoding = request.parameters['ReportEncoding'] === 'gzip' ? 'gzip' : 'json';
    return printed(reportFor(instanceId, runId, commandId, { ...this.common, ...report }), encoding);
  }

  output = async (commandId: string, instanceId: string) => {
    const command = this.#commands.get(commandId);
    if (!command) return null;
    const stdout = this.#stdout(commandId, instanceId, command.request);
    const cut = this.behaviour[instanceId]?.upload === 'missing';
    return {
      stdout: cut ? `${stdout.slice(0, 400)}--output truncated--` : stdout,
      stderr: this.behaviour[instanceId]?.stderr ?? '',
    };
  };

  bucket = {
    check: async () => {},
    read: async (_bucket: string, key: string, maxBytes: number): Promise<ReadAnswer> => {
      const [commandId = '', instanceId = ''] = key.split('/').slice(-5);
      const upload = this.behaviour[instanceId]?.upload;
      const reads = (this.#reads.get(key) ?? 0) + 1;
      this.#reads.set(key, reads);
      if (upload === 'inline') return { kind: 'missing' };
      if (typeof upload === 'string') return { kind: upload };
      if (upload && 'late' in upload && reads <= upload.late) return { kind: 'missing' };
      const request = this.#commands.get(commandId)?.request;
      if (!request) return { kind: 'missing' };
      const text = upload && 'instead' in upload ? upload.instead : this.#stdout(commandId, instanceId, request);
      return text.length > maxBytes ? { kind: 'tooLarge' } : { kind: 'read', bytes: Buffer.from(text) };
    },
    folders: async () => [],
    has: async (_bucket: string, prefix: string) =>
      Object.entries(this.behaviour).some(([id, { other }]) => other === true && prefix.includes(id)),
    write: async (_bucket: string, key: string, body: string | Uint8Array) => {
      this.writes.set(key, body);
    },
  };
}

/** The operator's commands: each ends as told, else well. */
class FakeHooks implements Hooks {
  calls: HookCall[] = [];
  ends: Record<string, HookEnd> = {};
  /** Called while a command runs. */
  during: () => void = () => {};
  run = async (call: HookCall, tell: (line: string) => void): Promise<HookEnd> => {
    this.calls.push(call);
    tell(`${call.name} at work`);
    this.during();
    return this.ends[call.name] ?? { ok: true, how: 'ended with exit code 0' };
  };
}

export class FakeFolder implements RunFolder {
  readonly path: string;
  journal: JournalRecord[] = [];
  files = new Map<string, unknown>();
  occupied = false;

  constructor(path: string) {
    this.path = path;
  }
  occupy = async () => {
    this.occupied = true;
    return async () => {
      this.occupied = false;
    };
  };
  append = async (record: JournalRecord) => {
    this.journal.push(structuredClone(record));
  };
  takeUpJournal = async () => structuredClone(this.journal);
  write = async (name: string, value: unknown) => {
    this.files.set(name, structuredClone(value));
  };
  read = async (name: string) => this.files.get(name) ?? null;
}

/** S3 objects that are written over only as they were read. */
class FakeShared implements SharedObject {
  objects = new Map<string, { text: string; tag: string }>();
  /** Done before each write: what others do meanwhile. */
  meanwhile = async () => {};

  /** The runs that hold nodes, in whatever bucket. */
  runs = (): string[] =>
    [...this.objects.values()].flatMap(({ text }) => JSON.parse(text).runs.map((run: { runId: string }) => run.runId));

  read = async (bucket: string, key: string) => this.objects.get(`${bucket}/${key}`) ?? null;
  write = async (bucket: string, key: string, text: string, over: string | null) => {
    await this.meanwhile();
    const place = `${bucket}/${key}`;
    if ((this.objects.get(place)?.tag ?? null) !== over) return 'conflict' as const;
    this.objects.set(place, { text, tag: sha256(`${over} ${text}`) });
    return 'written' as const;
  };
}

/** Everything that a run touches, in memory. */
export class World {
  clock = new FakeClock();
  inventory = new FakeInventory();
  documents = new FakeDocuments();
  fleet = new FakeFleet();
  shared = new FakeShared();
  hooks = new FakeHooks();
  folders = new Map<string, FakeFolder>();
  events: RunEvent[] = [];
  previews: RunPreview[] = [];
  answer = true;
  right: UploadRight = { profile: null, role: null, may: 'unknown' };
  controller = new AbortController();

  constructor(nodes: number) {
    for (let number = 1; number <= nodes; number++) {
      this.inventory.machines.push(running(idOf(number)));
      this.inventory.nodes.push(windows(idOf(number)));
    }
  }

  get ports(): RunPorts {
    return {
      version: '0.0.0',
      clock: this.clock,
      ids: { suffix: () => '3f9c1a' },
      inventory: this.inventory,
      documents: this.documents,
      commands: this.fleet,
      bucket: this.fleet.bucket,
      nodeRoles: { mayPut: async () => this.right },
      shared: this.shared,
      hooks: this.hooks,
      runs: {
        create: async (runId) => {
          const folder = new FakeFolder(`/runs/${runId}`);
          this.folders.set(runId, folder);
          return folder;
        },
        open: async (runId) => {
          const folder = this.folders.get(runId);
          if (!folder) throw new Error(`no run ${runId}`);
          return folder;
        },
        list: async () => [...this.folders.keys()].sort().reverse(),
      },
      calls: () => ({ 'ssm:SendCommand': this.fleet.requests.length }),
    };
  }

  get io(): RunIo {
    return {
      emit: (event) => this.events.push(event),
      confirm: async (preview) => {
        this.previews.push(preview);
        return this.answer;
      },
      signal: this.controller.signal,
    };
  }

  get folder(): FakeFolder {
    const [folder] = this.folders.values();
    if (!folder) throw new Error('no run was begun');
    return folder;
  }

  warnings = () => this.events.flatMap((event) => (event.type === 'warning' ? [event.text] : []));
}

export const OPTIONS: RunOptions = {
  canary: 1,
  maxConcurrency: 50,
  maxErrors: '0',
  maxChanges: '100%',
  bucket: 'results',
  prefix: 'winharden',
  waitMinutes: 60,
  timeoutSeconds: 600,
  pollSeconds: 2,
  reboot: 'never',
  rebootMinutes: 30,
  dryRun: false,
};

export const specFor = (options: Partial<RunOptions> = {}, over: Partial<RunSpec> = {}): RunSpec => ({
  operation: 'apply',
  baseline: 'tiny',
  planHash: PLAN_HASH,
  controls: [
    { id: '1.1', title: 'One', level: 'L1', kind: 'registry' },
    { id: '1.2', title: 'Two', level: 'L1', kind: 'registry' },
  ],
  waived: 0,
  heldBack: [],
  overlays: [],
  waivers: [],
  document: { name: 'winharden-tiny-apply', content: 'schemaVersion: "2.2"', step: 'apply' },
  parameters: {},
  selector: { by: 'tags', tags: [{ key: 'env', value: 'test' }] },
  options: { ...OPTIONS, ...options },
  warnings: [],
  plan: { hash: PLAN_HASH },
  ...over,
});

/** The options without a bucket. */
export function inline(options: Partial<RunOptions> = {}): RunSpec {
  const spec = specFor(options);
  const { bucket: _, ...rest } = spec.options;
  return { ...spec, options: rest };
}
