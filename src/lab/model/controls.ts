import { type Facts, type NodePlan, type PlanRow, rowsOf, whenMismatch } from './plan.ts';
import { addressText, newPoint, type Point } from './point.ts';

/** One control of the plan on this node, with the points that it looks at. */
export interface Control {
  readonly id: string;
  readonly rows: Row[];
  readonly notes: string[];
  manual: boolean;
  waiver: string | null;
  expired: string | null;
}

/** One address of a control; per-user addresses have a point for every user. */
export interface Row {
  required: unknown;
  perUser: boolean;
  points: Point[];
  /** Tells addresses apart where a backup's entries are put together again. */
  key: string;
}

export function controlOf(controls: Map<string, Control>, id: string): Control {
  const known = controls.get(id);
  if (known) return known;
  const control = { id, rows: [], notes: [], manual: false, waiver: null, expired: null };
  controls.set(id, control);
  return control;
}

/** The plan's controls in its order, waived ones marked. `today` is `YYYY-MM-DD`. */
export function controlsOf(plan: NodePlan, facts: Facts, users: string[], today: string): Map<string, Control> {
  const controls = new Map<string, Control>();
  for (const row of rowsOf(plan)) {
    const control = controlOf(controls, row.id);
    const mismatch = whenMismatch(facts, row.when);
    if (mismatch !== undefined) control.notes.push(mismatch);
    else if (row.kind === 'manual') markManual(control, row.reason ?? '');
    else control.rows.push(newRow(row, users));
  }
  for (const waiver of plan.waivers ?? []) waive(controls, waiver, facts, today);
  return controls;
}

function markManual(control: Control, reason: string): void {
  control.manual = true;
  control.notes.push(reason);
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
  if (whenMismatch(facts, waiver.when) !== undefined) return;
  const expired = waiver.expires !== undefined && today > waiver.expires;
  for (const control of controls.values()) {
    if (!waiver.controls.some((pattern) => names(pattern, control.id))) continue;
    if (expired) control.expired = `its waiver expired on ${waiver.expires}`;
    else control.waiver = waiver.reason;
  }
}

function names(pattern: string, id: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.replace(/\*+$/, '')) : id === pattern;
}

/** A control is what the worst of its points is; this is the order. */
const WORSE = ['NotApplicable', 'Manual', 'Waived', 'Compliant', 'Remediated', 'NonCompliant', 'Error'];

/** One control's entry in the report. */
export function resultOf(control: Control): object {
  const points = control.rows.flatMap((row) => row.points);
  const { status, messages } = statusOf(control, points);
  const found = control.rows.map(foundIn);
  const required = control.rows.map((row) => row.required);
  const [one, several] = [found.length === 1, found.length > 1];
  const result = {
    id: control.id,
    status,
    found: one ? found[0] : several ? found : null,
    required: one ? required[0] : several ? required : null,
  };
  const message = [...new Set(messages)].join('; ');
  return message === '' ? result : { ...result, message };
}

function statusOf(control: Control, points: Point[]): { status: string; messages: string[] } {
  if (points.length === 0) return { status: control.manual ? 'Manual' : 'NotApplicable', messages: control.notes };
  if (control.waiver !== null) return { status: 'Waived', messages: [control.waiver] };
  const lowest = control.manual ? 1 : 0;
  const status = WORSE[Math.max(lowest, ...points.map((point) => WORSE.indexOf(point.status)))] as string;
  const expired = status === 'NonCompliant' && control.expired !== null ? [control.expired] : [];
  return { status, messages: [...points.flatMap((point) => messageOf(point, points.length)), ...expired] };
}

function messageOf(point: Point, of: number): string[] {
  if (point.message === null) return [];
  return [of > 1 ? `${addressText(point)}: ${point.message}` : point.message];
}

function foundIn({ perUser, points }: Row): unknown {
  const value = (point: Point | undefined) => point?.first?.value ?? null;
  return perUser ? Object.fromEntries(points.map((point) => [point.user, value(point)])) : value(points.at(-1));
}
