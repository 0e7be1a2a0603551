import { RISKS } from '../baseline/model.ts';
import { cleanText, cleanValue } from './clean-text.ts';
import { type ControlResult, type NodeFacts, type NodeReport, STATUSES, type Status } from './model.ts';

type Fields = Record<string, unknown>;

const MOST = { controls: 5000, changes: 20000, services: 200, late: 10 };
const ROLES = ['member', 'standalone', 'domainController', 'workstation'] as const;

/** Thrown inside, caught by parseReport: says which field is not what it must be. */
class Malformed extends Error {}

/** Rebuilds a report field by field from a node's JSON: nothing unknown, unbounded or unclean gets through. */
export function parseReport(json: string): NodeReport | { malformed: string } {
  try {
    return report(fields(JSON.parse(json), 'the report'));
  } catch (error) {
    if (error instanceof Malformed) return { malformed: error.message };
    if (error instanceof SyntaxError) return { malformed: 'it is not JSON' };
    throw error;
  }
}

function report(from: Fields): NodeReport {
  if (from['format'] !== 1) throw new Malformed('its format is not 1');
  return {
    format: 1,
    operation: oneOf(from, 'operation', ['audit', 'apply', 'rollback']),
    runId: text(from, 'runId', 64),
    commandId: text(from, 'commandId', 64),
    baseline: text(from, 'baseline', 128),
    plan: text(from, 'plan', 64),
    started: text(from, 'started', 40),
    finished: text(from, 'finished', 40),
    node: nodeFacts(fields(from['node'], 'node')),
    controls: unique(list(from, 'controls', MOST.controls).map(control)),
    changes: list(from, 'changes', MOST.changes).map(change),
    rebootRequired: flag(from, 'rebootRequired'),
    rebootPending: flag(from, 'rebootPending'),
    rebooted: flag(from, 'rebooted'),
    vitalServices: list(from, 'vitalServices', MOST.services).map(service),
    suspects: from['suspects'] === null ? null : suspects(fields(from['suspects'], 'suspects')),
    restored: flag(from, 'restored'),
    backup: from['backup'] === null ? null : backup(fields(from['backup'], 'backup')),
    error: from['error'] === null ? null : text(from, 'error', 2048),
    ...(from['late'] === undefined ? {} : { late: list(from, 'late', MOST.late).map(digest) }),
  };
}

function nodeFacts(from: Fields): NodeFacts {
  return {
    instanceId: text(from, 'instanceId', 32),
    computerName: text(from, 'computerName', 64),
    release: count(from, 'release'),
    build: text(from, 'build', 64),
    productName: text(from, 'productName', 128),
    installation: text(from, 'installation', 64),
    core: flag(from, 'core'),
    role: oneOf(from, 'role', ROLES),
    domainJoined: flag(from, 'domainJoined'),
    containerHost: flag(from, 'containerHost'),
    hyperV: flag(from, 'hyperV'),
    publicNetwork: flag(from, 'publicNetwork'),
    sessionManager: flag(from, 'sessionManager'),
    overWinRm: flag(from, 'overWinRm'),
    powershell: text(from, 'powershell', 64),
    culture: text(from, 'culture', 32),
    users: count(from, 'users'),
  };
}

function control(value: unknown): ControlResult {
  const from = fields(value, 'a control');
  return {
    id: text(from, 'id', 64),
    status: oneOf<Status>(from, 'status', STATUSES),
    found: cleanValue(from['found'] ?? null),
    required: cleanValue(from['required'] ?? null),
    ...(from['withoutWaiver'] === undefined ? {} : { withoutWaiver: oneOf<Status>(from, 'withoutWaiver', STATUSES) }),
    ...(from['message'] === undefined || from['message'] === null ? {} : { message: text(from, 'message', 2048) }),
  };
}

function change(value: unknown): NodeReport['changes'][number] {
  const from = fields(value, 'a change');
  return {
    id: text(from, 'id', 64),
    address: text(from, 'address', 1024),
    before: cleanValue(from['before'] ?? null),
    after: cleanValue(from['after'] ?? null),
  };
}

function service(value: unknown): NodeReport['vitalServices'][number] {
  const from = fields(value, 'a vital service');
  return { name: text(from, 'name', 256), before: text(from, 'before', 64), after: text(from, 'after', 64) };
}

const suspects = (from: Fields) => ({
  risk: oneOf(from, 'risk', RISKS),
  controls: list(from, 'controls', MOST.controls).map((id) => cleanText(String(id), 64)),
});

const backup = (from: Fields) => ({
  path: text(from, 'path', 512),
  sha256: text(from, 'sha256', 64),
  entries: count(from, 'entries'),
});

function digest(value: unknown): string {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return value;
  throw new Malformed('late holds something else than digests');
}

/** Two answers for one control could hide the worse one. */
function unique(controls: ControlResult[]): ControlResult[] {
  const seen = new Set<string>();
  for (const { id } of controls) {
    if (seen.has(id)) throw new Malformed(`control ${id} stands in it twice`);
    seen.add(id);
  }
  return controls;
}

function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Malformed(`${what} is no object`);
  return value as Fields;
}

function text(from: Fields, key: string, limit: number): string {
  const value = from[key];
  if (typeof value !== 'string') throw new Malformed(`${key} is no text`);
  return cleanText(value, limit);
}

function flag(from: Fields, key: string): boolean {
  const value = from[key];
  if (typeof value !== 'boolean') throw new Malformed(`${key} is neither true nor false`);
  return value;
}

function count(from: Fields, key: string): number {
  const value = from[key];
  if (!Number.isSafeInteger(value) || Number(value) < 0) throw new Malformed(`${key} is no count`);
  return Number(value);
}

function list(from: Fields, key: string, most: number): unknown[] {
  const value = from[key];
  if (!Array.isArray(value)) throw new Malformed(`${key} is no list`);
  if (value.length > most) throw new Malformed(`${key} holds more than ${most} entries`);
  return value;
}

function oneOf<T extends string>(from: Fields, key: string, allowed: readonly T[]): T {
  const match = allowed.find((each) => each === from[key]);
  if (match === undefined) throw new Malformed(`${key} is none of ${allowed.join(', ')}`);
  return match;
}
