import type { Windows } from './windows.ts';

/** What secedit takes: the range of each policy. */
const LIMITS: Record<string, [number, number]> = {
  MinimumPasswordAge: [0, 998],
  MaximumPasswordAge: [-1, 999],
  MinimumPasswordLength: [0, 128],
  PasswordComplexity: [0, 1],
  PasswordHistorySize: [0, 24],
  ClearTextPassword: [0, 1],
  LockoutBadCount: [0, 999],
  ResetLockoutCount: [1, 99_999],
  LockoutDuration: [-1, 99_999],
  AllowAdministratorLockout: [0, 1],
  RequireLogonToChangePassword: [0, 1],
  ForceLogoffWhenHourExpire: [0, 1],
  LSAAnonymousNameLookup: [0, 1],
};
const LOCKOUT = ['LockoutBadCount', 'ResetLockoutCount', 'LockoutDuration'];

/** Sets policies as secedit does, all or none (the lockout group on its own); false where it refuses. */
export function setAccountPolicies(windows: Windows, wanted: Record<string, number>): boolean {
  const policy = { ...windows.accountPolicy, ...wanted };
  if (Object.entries(wanted).some(([name, value]) => isOutside(name, value))) return false;
  if (
    (policy['MaximumPasswordAge'] ?? 0) > 0 &&
    (policy['MinimumPasswordAge'] ?? 0) >= (policy['MaximumPasswordAge'] ?? 0)
  )
    return false;
  if ((policy['MinimumPasswordLength'] ?? 0) > 14 && !allowsLongMinimum(windows)) return false;
  const consistent = settleLockout(policy, windows.accountPolicy);
  for (const name of Object.keys(windows.accountPolicy)) delete windows.accountPolicy[name];
  Object.assign(windows.accountPolicy, policy);
  return consistent;
}

function isOutside(name: string, value: number): boolean {
  const [low, high] = LIMITS[name] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return value < low || value > high;
}

/** More than 14 characters need RelaxMinimumPasswordLengthLimits. */
function allowsLongMinimum({ machine }: Windows): boolean {
  return machine.get('SYSTEM\\CurrentControlSet\\Control\\SAM', 'RelaxMinimumPasswordLengthLimits')?.value === 1;
}

/** Without a threshold there is neither duration nor reset count; with one the duration may not be the shorter. */
function settleLockout(policy: Record<string, number>, before: Record<string, number>): boolean {
  if ((policy['LockoutBadCount'] ?? 0) === 0) {
    delete policy['ResetLockoutCount'];
    delete policy['LockoutDuration'];
    return true;
  }
  policy['ResetLockoutCount'] ??= 30;
  policy['LockoutDuration'] ??= 30;
  if (policy['LockoutDuration'] <= 0 || policy['LockoutDuration'] >= policy['ResetLockoutCount']) return true;
  for (const name of LOCKOUT) {
    delete policy[name];
    if (before[name] !== undefined) policy[name] = before[name];
  }
  return false;
}
