import { meets } from './expectation.ts';
import { addressText, isSame, type Point } from './point.ts';

/** What an address that is not there amounts to. */
const ABSENT_AS: Partial<Record<Point['kind'], string | null>> = {
  service: 'disabled',
  feature: 'removed',
  localAccount: null,
};

/** Judges what was read at a point. */
export function judge(point: Point): void {
  const { status, message } = verdict(point);
  point.status = status;
  point.message = message;
}

function verdict(point: Point): { status: string; message: string | null } {
  const { kind, expect, problem, type, state } = point;
  if (problem !== null) return { status: 'Error', message: problem };
  const found = state?.value ?? null;
  const absentAs = ABSENT_AS[kind];
  if (found === null && absentAs !== undefined) {
    if (meets(expect, absentAs)) return { status: 'Compliant', message: null };
    const message = `this node has no ${kind} ${addressText(point)}`;
    return { status: kind === 'feature' ? 'NonCompliant' : 'NotApplicable', message };
  }
  if (found !== null && type !== null && state?.type !== type && !('absent' in expect)) {
    return { status: 'NonCompliant', message: `the value is a ${state?.type}, not a ${type}` };
  }
  return meets(expect, found)
    ? { status: 'Compliant', message: null }
    : { status: 'NonCompliant', message: point.advice };
}

/** After apply: Remediated only where the second reading says so. */
export function judgeApplied(point: Point): void {
  judge(point);
  if (point.status === 'Compliant') point.status = 'Remediated';
  else if (point.failure !== null) settle(point, 'Error', point.failure);
  else if (point.status === 'NonCompliant') point.message = 'reverted or refused, maybe controlled by Group Policy';
}

/** Before restoring: what is to be done with a point of a backup. Remediated: to be put back. */
export function judgeBackup(point: Point): void {
  const { problem, state, after, target } = point;
  if (problem !== null) settle(point, 'Error', problem);
  else if (state === null) settle(point, 'Compliant', 'this user profile does not exist any more');
  else if (isRestored(point)) settle(point, 'Compliant', null);
  else if (isSame(state, after) || isSame(state, target)) settle(point, 'Remediated', null);
  else settle(point, 'NonCompliant', 'changed by somebody since that run, left as it is');
}

/** After restoring. */
export function judgeRestored(point: Point): void {
  if (isRestored(point)) return;
  const why = [point.failure, point.problem].filter((each) => each !== null);
  settle(point, 'Error', ['Windows did not take the earlier value back', ...why].join(' '));
}

function settle(point: Point, status: string, message: string | null): void {
  point.status = status;
  point.message = message;
}

/** Whether a point is at its target; a service that ran has to run again. */
export function isRestored({ problem, state, target }: Point): boolean {
  return problem === null && !(target?.['running'] && !state?.['running']) && isSame(state, target);
}
