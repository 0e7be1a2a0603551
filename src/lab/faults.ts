import { LabError } from './protocol/error.ts';
import { seeded } from './random.ts';

/** Faults that can be switched on by `name` or `name=VALUE`; BEHAVIOUR.md, "Faults", says what each does. */
export const FAULTS = [
  { name: 'throttling', on: 'requests', what: 'ThrottlingException for a share of the requests, or of one operation' },
  { name: 'server-errors', on: 'requests', what: 'HTTP 500 and 503 for a share of the requests, or of one operation' },
  { name: 'html', on: 'requests', what: 'an HTML page instead of an AWS answer' },
  { name: 'denied', on: 'requests', what: 'AccessDenied for an operation' },
  {
    name: 'region-not-enabled',
    on: 'locations',
    what: 'Regions, all or those named, that the accounts, all or those named, have not opted in to',
  },
  { name: 'assume-denied', on: 'locations', what: 'accounts, all or those named, whose role may not be assumed' },
  {
    name: 'inspector-off',
    on: 'locations',
    what: 'accounts and Regions, all or those named, that Inspector does not scan until it is enabled',
  },
  { name: 'security-hub-off', on: 'locations', what: 'accounts and Regions, all or those named, without Security Hub' },
  { name: 'guardduty-off', on: 'locations', what: 'accounts and Regions, all or those named, without GuardDuty' },
  {
    name: 'lost-answers',
    on: 'requests',
    what: 'requests that are carried out, and the connection breaks before the answer',
  },
  { name: 'silence', on: 'requests', what: 'requests that are carried out and never answered' },
  {
    name: 'outage',
    on: 'requests',
    what: 'requests that are dropped undone, and no connection is taken for two seconds',
  },
  { name: 'expired-credentials', on: 'service', what: 'the first key expires after 40 requests, or as many as named' },
  { name: 'clock-skew', on: 'service', what: 'clocks that are 20 minutes ahead of this machine, or as many as named' },
  { name: 'stale-lists', on: 'service', what: 'lists of commands that are 20 seconds old, or as many as named' },
  { name: 'careless-bucket', on: 'service', what: 'a bucket of which nothing is set as it should be' },
  { name: 'offline', on: 'nodes', what: 'nodes whose agent has lost its connection' },
  {
    name: 'no-network',
    on: 'nodes',
    what: 'nodes that nobody hears of in their first run of a schedule, or in as many as named, and that run it all the same',
  },
  { name: 'leaving', on: 'nodes', what: 'nodes that stop a second after the inventory has shown them' },
  { name: 'terminating', on: 'nodes', what: 'nodes that Auto Scaling holds in Terminating:Wait' },
  {
    name: 'replaced',
    on: 'nodes',
    what: 'nodes that are terminated when they take a command; another joins the group in their place',
  },
  { name: 'pods-stay', on: 'nodes', what: 'nodes that EKS cannot drain, unless it is forced to' },
  { name: 'launch-fails', on: 'nodes', what: 'nodes in whose place no other can be launched' },
  { name: 'vanishing', on: 'nodes', what: 'nodes that take a command and are never heard of again' },
  { name: 'no-return', on: 'nodes', what: 'nodes that never come back from a restart' },
  {
    name: 'service-lost-at-restart',
    on: 'nodes',
    what: 'nodes where a service, containerd or the one named, does not start after a restart',
  },
  { name: 'slow', on: 'nodes', what: 'nodes that take 40 seconds more for every script' },
  { name: 'failing-step', on: 'nodes', what: 'nodes where the script ends with exit code 1 and no report' },
  { name: 'truncated-output', on: 'nodes', what: 'nodes whose S3 output is cut in the middle' },
  {
    name: 'missing-output',
    on: 'nodes',
    what: 'nodes whose S3 output never arrives, or that of their first runs, as many as named',
  },
  { name: 'late-output', on: 'nodes', what: 'nodes whose S3 output arrives 10 seconds late, or as many as named' },
  { name: 'empty-output', on: 'nodes', what: 'nodes whose S3 output is an object without content' },
  {
    name: 'lying-report',
    on: 'nodes',
    what: 'nodes whose report does not match its first line, or claims another run or node',
  },
  { name: 'no-s3-permission', on: 'nodes', what: 'nodes whose role may not write to the bucket' },
] as const;

type FaultName = (typeof FAULTS)[number]['name'];
type NodeFault = Extract<(typeof FAULTS)[number], { on: 'nodes' }>['name'];
type LocationFault = Extract<(typeof FAULTS)[number], { on: 'locations' }>['name'];
export type RequestFault = Extract<(typeof FAULTS)[number], { on: 'requests' }>['name'];
type ServiceFault = Extract<(typeof FAULTS)[number], { on: 'service' }>['name'];

/** Share of the nodes (one at least) or of the requests that a fault strikes when it is given none. */
const USUAL_SHARE = 0.2;
/** Of requests, where few are enough to be in the way. */
const RARE: ReadonlySet<FaultName> = new Set(['silence', 'outage']);
const RARE_SHARE = 0.02;
const ALWAYS: ReadonlySet<FaultName> = new Set(['html', 'denied']);

export interface Faults {
  /** The fault that strikes this request, if one does. */
  ofRequest(service: string, operation: string): RequestFault | undefined;
  /** Whether an account, or a Region of it, has the fault. */
  ofLocation(fault: LocationFault, account: string, region: string): boolean;
  /** Whether a node has the fault. `true`, or the word given with it (`lying-report=run`). */
  ofNode(fault: NodeFault, instanceId: string): string | true | undefined;
  /** The number given with a fault of the whole service, or its usual one; undefined where it is not on. */
  ofService(fault: ServiceFault): number | undefined;
}

interface Fault {
  name: FaultName;
  words: string[];
  share: number;
}

export function readFaults(texts: readonly string[], seed: number, instanceIds: readonly string[]): Faults {
  const faults = texts.map(readFault);
  const chance = chances(seed);
  const struck = new Map(faults.map((fault) => [fault, struckNodes(fault, seed, instanceIds)]));
  return {
    ofRequest: (service, operation) =>
      faults.find((fault) => strikesRequest(fault, service, operation, chance))?.name as RequestFault,
    ofLocation: (name, account, region) => {
      const here = [account, region, `${account}/${region}`];
      return faults.some(
        (fault) => fault.name === name && (fault.words.length === 0 || fault.words.some((word) => here.includes(word))),
      );
    },
    ofNode: (name, instanceId) => {
      const fault = faults.find((each) => each.name === name && struck.get(each)?.has(instanceId));
      return fault && (fault.words.find((word) => !word.startsWith('i-')) ?? true);
    },
    ofService: (name) => {
      const fault = faults.find((each) => each.name === name);
      return fault && Number(fault.words[0] ?? USUAL_NUMBER[name]);
    },
  };
}

const USUAL_NUMBER: Record<ServiceFault, number> = {
  'expired-credentials': 40,
  'clock-skew': 20,
  'stale-lists': 20,
  'careless-bucket': 1,
};

/** A row of numbers for each fault and operation, so that the others' order changes nothing. */
function chances(seed: number): (fault: string, operation: string) => number {
  const rows = new Map<string, () => number>();
  return (fault, operation) => {
    const name = `${fault} ${operation}`;
    const row = rows.get(name) ?? seeded(seed, 'request fault', name);
    rows.set(name, row);
    return row();
  };
}

/** `name`, `name=0.3`, `name=SendCommand`, `name=SendCommand,0.5`, `name=i-0123,i-4567`, `lying-report=run,0.5`. */
function readFault(text: string): Fault {
  const [name = '', value = ''] = text.split(/=(.*)/s);
  const known = FAULTS.find((fault) => fault.name === name);
  if (!known) {
    const names = FAULTS.map((fault) => fault.name).join(', ');
    throw new LabError('UnknownFault', `The lab has no fault "${name}".`, [`Faults are: ${names}`]);
  }
  const parts = value.split(',').filter((part) => part !== '');
  const words = parts.filter((part) => !isShare(part));
  const share = parts.find(isShare) ?? usualShare(known.name);
  return { name: known.name, words, share: Number(share) };
}

function usualShare(name: FaultName): number {
  if (ALWAYS.has(name)) return 1;
  return RARE.has(name) ? RARE_SHARE : USUAL_SHARE;
}

const isShare = (text: string) => /^(0(\.\d+)?|1(\.0+)?)$/.test(text);

function strikesRequest(
  { name, words, share }: Fault,
  service: string,
  operation: string,
  chance: (fault: string, operation: string) => number,
): boolean {
  if (!FAULTS.some((fault) => fault.name === name && fault.on === 'requests')) return false;
  const meant = words.length === 0 || words.includes(operation) || words.includes(`${service}:${operation}`);
  return meant && chance(name, operation) < share;
}

/** The nodes that a fault strikes: those named, else a seeded share of all, never none. */
function struckNodes({ name, words, share }: Fault, seed: number, instanceIds: readonly string[]): Set<string> {
  const named = words.filter((word) => word.startsWith('i-'));
  if (named.length > 0) return new Set(named);
  const order = instanceIds.map((id) => ({ id, at: seeded(seed, name, id)() })).sort((a, b) => a.at - b.at);
  const count = Math.max(1, Math.round(order.length * share));
  return new Set(order.slice(0, count).map(({ id }) => id));
}
