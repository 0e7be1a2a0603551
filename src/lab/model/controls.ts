import { type Facts, type NodePlan, type PlanRow, rowsOf, whenMismatch } from './plan.ts';
import { addressText, newPoint, type Point } from './point.ts';

/** One control of the plan on this node, with the points that it looks at. */
export interface Control {
  readonly id: string;
  readonly rows: Row[];
  /** Why it does not apply, or what a person has to look at. */
  note: string;
  manual: boolean;
  waiver: string | null;
}

/** One address of a control; per-user addresses have a point for every user. */
interface Row {
  required: unknown;
  perUser: boolean;
  points: Point[];
  /** Tells addresses apart where a backup's entries are put together again. */
  key: string;
}

export function controlOf(controls: Map<string, Control>, id: string): Control {
  const known = controls.get(id);
  if (known) return known;
  const control = { id, rows: [], note: '', manual: false, waiver: null };
  controls.set(id, control);
  return control;
}

/** The plan's controls in its order, waived ones marked. `today` is `YYYY-MM-DD`. */
export function controlsOf(plan: NodePlan, facts: Facts, users: string[], today: string): Map<string, Control> {
  const controls = new Map<string, Control>();
  for (const row of rowsOf(plan)) {
    const control = controlOf(controls, row.id);
    const mismatch = whenMismatch(facts, row.when);
    if (mismatch !== undefined) control.note = mismatch;
    else if (row.kind === 'manual') markManual(control, row.reason ?? '');
    else control.rows.push(newRow(row, users));
  }
  for (const waiver of plan.waivers ?? []) waive(controls, waiver, facts, today);
  return controls;
}

function markManual(control: Control, reason: string): void {
  control.manual = true;
  control.note = reason;
}

function newRow({ id, kind, address, required, expect, set, type }: PlanRow, users: string[]): Row {
  if (kind === 'manual') throw new Error('a manual control has no row');
  const perUser = address['hive'] === 'HKU';
  const points = (perUser ? users : [null]).map((user) => ({
    ...newPoint(id, kind, address, user),
    expect,
    set,
    type,
  }));
  return { required, perUser, points, key: '' };
}

function waive(
  controls: Map<string, Control>,
  waiver: NonNullable<NodePlan['waivers']>[number],
  facts: Facts,
  today: string,
): void {
  const expired = waiver.expires !== undefined && waiver.expires < today;
  if (expired || whenMismatch(facts, waiver.when) !== undefined) return;
  for (const control of controls.values()) {
    if (waiver.controls.some((pattern) => names(pattern, control.id))) control.waiver = waiver.reason;
  }
}

function names(pattern: string, id: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.replace(/\*+$/, '')) : id === pattern;
}

/** A control is what the worst of its points is; this is the order. */
const WORSE = ['NotApplicable', 'Manual', 'Compliant', 'Remediated', 'NonCompliant', 'Error'];

/** One control's entry in the report: with several addresses a list of what was found. */
export function resultOf(control: Control): object {
  const { message, ...verdict } = verdictOf(control);
  const found = control.rows.map(foundIn);
  const required = control.rows.map((row) => row.required);
  const values = found.length > 1 ? { found, required } : { found: found[0] ?? null, required: required[0] ?? null };
  const { status, ...judged } = verdict;
  return { id: control.id, status, ...values, ...judged, ...(message === '' ? {} : { message }) };
}

function verdictOf({ rows, manual, note, waiver }: Control): {
  status: string;
  withoutWaiver?: string;
  message: string;
} {
  if (rows.length === 0) return { status: manual ? 'Manual' : 'NotApplicable', message: note };
  const points = rows.flatMap((row) => row.points);
  const worst = Math.max(manual ? 1 : 0, ...points.map((point) => WORSE.indexOf(point.status)));
  const status = WORSE[worst] as string;
  if (waiver !== null) return { status: 'Waived', withoutWaiver: status, message: waiver };
  const messages = points.flatMap((point) => messageOf(point, rows.length > 1 || point.user !== null));
  return { status, message: messages.join('; ') };
}

function messageOf(point: Point, withAddress: boolean): string[] {
  if (point.message === null) return [];
  return [withAddress ? `${addressText(point)}: ${point.message}` : point.message];
}

function foundIn({ perUser, points }: Row): unknown {
  const value = (point: Point | undefined) => point?.first?.value ?? null;
  return perUser ? Object.fromEntries(points.map((point) => [point.user, value(point)])) : value(points.at(-1));
}
