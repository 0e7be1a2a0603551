import type { WindowsState } from '../windows-state.ts';
import { type Control, controlOf, controlsOf, resultOf } from './controls.ts';
import { isRestored, judge, judgeApplied, judgeBackup, judgeRestored } from './judge.ts';
import type { BackupEntry, Outcome, Suspended } from './outcome.ts';
import type { Facts, NodePlan } from './plan.ts';
import { addressText, isSame, newPoint, type Point, type PointState } from './point.ts';
import { readPoints, sidsOf } from './read.ts';
import type { WinhardenScript } from './script.ts';
import { awaitsReboot, factsOf, profilesOf, startWindows, stateOf, type Windows } from './windows.ts';
import { setPoints, startService } from './write.ts';

interface Work {
  readonly windows: Windows;
  readonly plan: NodePlan;
  readonly controls: Map<string, Control>;
  readonly users: string[];
  readonly outcome: Outcome;
}

/** The node that a script runs on: its Windows, and the id that the agent gives it. */
export interface Place {
  state: WindowsState;
  instanceId: string;
}

/**
 * Carries out a winharden script on a node. `backups` are those of the run to undo, first to last. After a restart `suspended` is
 * what the first pass kept, and `backups` its own.
 */
export function operate(
  script: WinhardenScript,
  { state, instanceId }: Place,
  backups: readonly BackupEntry[][],
  today: string,
  suspended?: Suspended,
): Outcome {
  const windows = startWindows(state);
  const facts = factsOf(windows, state);
  const plan = JSON.parse(script.planText) as NodePlan;
  const users = profilesOf(windows.machine);
  const known = { instanceId, ...facts };
  const controls = script.operation === 'rollback' ? new Map<string, Control>() : controlsOf(plan, known, users, today);
  const outcome = { ...emptyOutcome(state, facts, plan), rebootPending: awaitsReboot(windows) };
  const work: Work = { windows, plan, controls, users, outcome };
  try {
    if (facts['role'] === 'domainController' && !plan.allowDomainControllers)
      throw new Error(
        'this node is a domain controller: what is set here would hold for its domain (--allow-dc lets it take part)',
      );
    if (suspended) resume(work, suspended, backups);
    else if (script.operation === 'rollback') rollback(work, script.targetRunId, backups);
    else if (script.operation === 'apply') apply(work);
    else audit(work, false);
  } catch (error) {
    work.outcome.error = (error as Error).message;
  }
  return finish(work, state);
}

function emptyOutcome(state: WindowsState, facts: Facts, { baseline, hash }: NodePlan): Outcome {
  const nothing = {
    controls: [],
    changes: [],
    rebootRequired: false,
    rebootPending: false,
    rebooted: false,
    vitalServices: [],
    suspects: null,
    restored: false,
    backup: null,
    error: null,
  };
  return { state, facts, baseline, plan: hash, ...nothing };
}

function finish({ windows, controls, outcome }: Work, before: WindowsState): Outcome {
  const state = outcome.backup === null && outcome.changes.length === 0 ? before : stateOf(windows, before);
  const results = [...outcome.controls, ...[...controls.values()].map(resultOf)];
  return { ...outcome, state, controls: results, rebootRequired: windows.rebootRequired || awaitsReboot(windows) };
}

function pointsOf(controls: Map<string, Control>): Point[] {
  return [...controls.values()].flatMap(({ rows }) => rows.flatMap(({ points }) => points));
}

function audit({ windows, controls }: Work, withStatus: boolean): void {
  const points = pointsOf(controls);
  readPoints(windows, points, withStatus);
  for (const point of points) {
    if (point.problem === null) point.first = point.state;
    judge(point);
  }
}

/** The names of the stages, in which apply sets points: the harmless first. */
const RISKS = ['none', 'reboot', 'service', 'lockout'];

/** Audit, back up, set stage by stage, read again; if the node lost a vital service, put everything back. */
function apply(work: Work): void {
  audit(work, true);
  const { windows, plan, outcome } = work;
  const changing = [...work.controls.values()]
    .filter(({ waiver }) => waiver === null)
    .flatMap((control) => toChange(windows, control));
  shareAudited(changing);
  rank(changing, plan);
  const before = vitalOf(windows, plan);
  lookAfterVital(work, before);
  if (changing.length === 0) return;
  outcome.backup = changing.map(backUp);
  const done: Point[] = [];
  let lost: string[] = [];
  for (const [stage, risk] of RISKS.entries()) {
    const points = changing.filter((point) => point.rank === stage);
    if (points.length === 0) continue;
    if (lost.length > 0) {
      for (const point of points) point.message = `not set, because ${lost.join(', ')} stopped before`;
      continue;
    }
    setAndRead(windows, points);
    done.push(...points);
    lost = lookAfterVital(work, before);
    if (lost.length > 0) outcome.suspects = { risk, controls: [...new Set(points.map(({ id }) => id))] };
  }
  noteChanges(outcome, done);
  for (const point of done) judgeApplied(point);
  windows.rebootRequired ||= done.some(({ status, reboot }) => reboot && status === 'Remediated');
  if (lost.length > 0) undo(work, done, lost);
}

/** Gives each point its stage. Windows takes some account policies only together: all of them go with the riskiest. */
function rank(points: Point[], { risks, reboot }: NodePlan): void {
  for (const point of points) {
    point.rank = Math.max(0, ...RISKS.map((risk, stage) => (risks[risk]?.includes(point.id) ? stage : 0)));
    point.reboot = reboot.includes(point.id);
  }
  const policies = points.filter(({ kind }) => kind === 'accountPolicy');
  const worst = Math.max(0, ...policies.map((point) => point.rank));
  for (const point of policies) point.rank = worst;
}

function toChange(windows: Windows, { rows }: Control): Point[] {
  return rows.flatMap(({ points }) =>
    points.filter((point) => {
      if (point.status !== 'NonCompliant' || point.advice !== null) return false;
      point.target = targetOf(windows, point);
      if (point.target === null) point.message = 'the baseline does not say what to set';
      return point.target !== null;
    }),
  );
}

function targetOf(windows: Windows, { kind, expect, set, type, state }: Point): PointState | null {
  if ('absent' in expect) return { value: null, type: null };
  if (set === null) return null;
  if (kind === 'userRight') return { value: sidsOf(windows, set as string[]), type: null };
  if (type === 'REG_BINARY') return { value: String(set).toUpperCase(), type };
  if (kind === 'auditPolicy' && 'includes' in expect) return { value: Number(set) | Number(state?.value), type };
  return { value: set, type };
}

/** Controls that add to one audit subcategory have one target. */
function shareAudited(points: Point[]): void {
  const targets = new Map<unknown, PointState>();
  for (const point of points.filter(({ kind, expect }) => kind === 'auditPolicy' && 'includes' in expect)) {
    const { subcategory } = point.address as { subcategory: string };
    const shared = targets.get(subcategory) ?? (point.target as PointState);
    shared.value = Number(shared.value) | Number(point.target?.value);
    targets.set(subcategory, shared);
    point.target = shared;
  }
}

function backUp({ id, kind, address, user, state, target, reboot }: Point): BackupEntry {
  const entry = { id, kind, address, user, before: state as PointState, after: target as PointState };
  return reboot ? { ...entry, reboot } : entry;
}

function setAndRead(windows: Windows, points: Point[], reverse = false): void {
  setPoints(windows, points, reverse);
  for (const point of points) point.failure = point.problem;
  readPoints(windows, points, true);
}

function noteChanges(outcome: Outcome, points: Point[]): void {
  for (const point of points) {
    if (point.problem !== null || isSame(point.first, point.state)) continue;
    outcome.changes.push({
      id: point.id,
      address: addressText(point),
      before: point.first?.value ?? null,
      after: point.state?.value ?? null,
    });
  }
}

type Vital = Map<string, string>;

function vitalOf({ services }: Windows, { vitalServices }: NodePlan): Vital {
  return new Map(vitalServices.flatMap((name) => (services[name] ? [[name, services[name].status] as const] : [])));
}

/** Notes the vital services in the report; answers those that ran before and do not now. */
function lookAfterVital({ windows, plan, outcome }: Work, before: Vital): string[] {
  const now = vitalOf(windows, plan);
  outcome.vitalServices = [...before].map(([name, status]) => ({ name, before: status, after: now.get(name) ?? '' }));
  return [...before]
    .filter(([name, status]) => status === 'Running' && now.get(name) !== 'Running')
    .map(([name]) => name);
}

/** Puts everything back because vital services were lost, and starts those again. */
function undo({ windows, outcome }: Work, changing: Point[], lost: string[]): void {
  for (const point of changing) point.target = point.first;
  setAndRead(windows, changing, true);
  for (const name of lost) startService(windows, name);
  const names = lost.join(', ');
  const left = changing.filter((point) => !isRestored(point)).map(({ id }) => id);
  for (const point of changing) {
    judge(point);
    point.message = `put back, because ${names} stopped`;
  }
  outcome.restored = left.length === 0;
  const which = outcome.suspects ? `the changes of risk ${outcome.suspects.risk}` : 'the changes';
  const except = left.length > 0 ? ` except ${left.join(', ')}` : '';
  const down = lost.filter((name) => windows.services[name]?.status !== 'Running').join(', ');
  const still = down === '' ? '' : `; ${down} could not be started again`;
  outcome.error = `${which} stopped ${names}; everything was put back${except}${still}`;
}

/** Puts back what a backup holds, last set first, except what somebody changed since. */
function restore({ windows, users }: Work, backup: readonly BackupEntry[]): Point[] {
  const points = backup.map(({ id, kind, address, user, before, after, reboot = false }) => ({
    ...newPoint(id, kind, address, user),
    target: before,
    after,
    reboot,
  }));
  readPoints(
    windows,
    points.filter(({ user }) => user === null || users.includes(user)),
    true,
  );
  for (const point of points) {
    if (point.problem === null) point.first = point.state;
    judgeBackup(point);
  }
  const wrong = points.filter(({ status }) => status === 'Remediated');
  windows.rebootRequired ||= wrong.some(({ reboot }) => reboot);
  setAndRead(windows, wrong, true);
  for (const point of wrong) judgeRestored(point);
  return points;
}

function rollback(work: Work, runId: string, backups: readonly BackupEntry[][]): void {
  if (runId === '') throw new Error('rollback needs the id of the run to undo');
  if (backups.length === 0)
    throw new Error(`this node has no backup of run ${runId}: it changed nothing here, or its folder is gone`);
  const before = vitalOf(work.windows, work.plan);
  for (const backup of [...backups].reverse()) {
    const points = restore(work, backup);
    noteChanges(work.outcome, points);
    for (const point of points) addRestored(work.controls, point);
  }
  const lost = lookAfterVital(work, before);
  if (lost.length > 0) work.outcome.error = `after putting back, these do not run any more: ${lost.join(', ')}`;
}

/** The pass after the restart: looks again at what was set before it, and puts it back if a vital service did not come back. */
function resume(work: Work, earlier: Suspended, backups: readonly BackupEntry[][]): void {
  const { outcome } = work;
  outcome.rebootPending = earlier.rebootPending;
  outcome.rebooted = true;
  const lost = lookAfterVital(work, new Map(earlier.vitalServices.map(({ name, before }) => [name, before])));
  if (earlier.operation === 'rollback') {
    outcome.controls = earlier.controls;
    outcome.changes = earlier.changes;
    if (lost.length > 0)
      outcome.error = `after putting back and a restart, these do not run any more: ${lost.join(', ')}`;
    return;
  }
  audit(work, true);
  const applied = appliedPoints(work, backups.at(-1) ?? []);
  noteChanges(outcome, applied);
  for (const point of applied) judgeApplied(point);
  if (lost.length > 0) undo(work, applied, lost);
}

/** What was set before the restart, as it was before that. */
function appliedPoints({ controls }: Work, backup: readonly BackupEntry[]): Point[] {
  const before = new Map(backup.map((entry) => [pointKey(entry), entry.before]));
  const applied = pointsOf(controls).filter((point) => before.has(pointKey(point)));
  for (const point of applied) point.first = before.get(pointKey(point)) ?? null;
  return applied;
}

const pointKey = ({ id, kind, user, address }: Pick<BackupEntry, 'id' | 'kind' | 'user' | 'address'>) =>
  JSON.stringify([id, kind, user, address]);

/** Adds a point of a backup to its control, users of the same address together. */
function addRestored(controls: Map<string, Control>, point: Point): void {
  const control = controlOf(controls, point.id);
  const key = Object.values(point.address).join('\\');
  let row = control.rows.find((each) => each.key === key);
  if (!row) {
    row = { key, required: point.user === null ? null : {}, perUser: point.user !== null, points: [] };
    control.rows.push(row);
  }
  row.points.push(point);
  const value = point.target?.value ?? null;
  if (point.user === null) row.required = value;
  else (row.required as Record<string, unknown>)[point.user] = value;
}
