import { judge } from '../model/judge.ts';
import type { Expectation, Kind } from '../model/plan.ts';
import { newPoint } from '../model/point.ts';
import { readPoints } from '../model/read.ts';
import { startWindows } from '../model/windows.ts';
import type { WindowsState } from '../windows-state.ts';

/** One check of the lab's Inspector: a number of the CIS benchmarks that is the same for Windows Server 2019, 2022 and 2025. */
export interface Check {
  id: string;
  level: 1 | 2;
  title: string;
  kind: Kind;
  address: Record<string, unknown>;
  expect: Expectation;
}

export interface CheckResult {
  checkId: string;
  status: 'PASSED' | 'FAILED' | 'SKIPPED';
  reason?: string;
}

type Level = Check['level'];

const policy = (id: string, level: Level, title: string, name: string, expect: Expectation): Check => ({
  id,
  level,
  title,
  kind: 'accountPolicy',
  address: { policy: name },
  expect,
});
const right = (id: string, level: Level, name: string, members: string[]): Check => ({
  id,
  level,
  title: `User right ${name}`,
  kind: 'userRight',
  address: { right: name },
  expect: { members },
});
const value = (id: string, level: Level, key: string, name: string, expect: Expectation): Check => ({
  id,
  level,
  title: `Registry value ${name}`,
  kind: 'registry',
  address: { hive: 'HKLM', key, name },
  expect,
});
const audit = (id: string, level: Level, subcategory: string, expect: Expectation): Check => ({
  id,
  level,
  title: `Audit subcategory ${subcategory}`,
  kind: 'auditPolicy',
  address: { subcategory },
  expect,
});
const service = (id: string, level: Level, name: string, expect: Expectation): Check => ({
  id,
  level,
  title: `Service ${name}`,
  kind: 'service',
  address: { service: name },
  expect,
});

/** Some of the benchmarks' numbers; 1.2.2 as versions before 3 had it, so that the two differ in places as they do in life. */
export const CHECKS: readonly Check[] = [
  policy('1.1.1', 1, 'Password history', 'PasswordHistorySize', { atLeast: 24 }),
  policy('1.1.2', 1, 'Maximum password age', 'MaximumPasswordAge', { between: [1, 365] }),
  policy('1.1.3', 1, 'Minimum password age', 'MinimumPasswordAge', { atLeast: 1 }),
  policy('1.1.4', 1, 'Minimum password length', 'MinimumPasswordLength', { atLeast: 14 }),
  policy('1.1.5', 1, 'Password complexity', 'PasswordComplexity', { equals: 1 }),
  policy('1.2.1', 1, 'Account lockout duration', 'LockoutDuration', { atLeast: 15 }),
  policy('1.2.2', 1, 'Account lockout threshold', 'LockoutBadCount', { between: [1, 10] }),
  policy('1.2.4', 1, 'Account lockout counter reset', 'ResetLockoutCount', { atLeast: 15 }),
  right('2.2.1', 1, 'SeTrustedCredManAccessPrivilege', []),
  right('2.2.3', 1, 'SeNetworkLogonRight', ['S-1-5-11', 'S-1-5-32-544']),
  right('2.2.4', 1, 'SeTcbPrivilege', []),
  right('2.2.10', 1, 'SeRemoteInteractiveLogonRight', ['S-1-5-32-544', 'S-1-5-32-555']),
  right('2.2.16', 1, 'SeCreateGlobalPrivilege', ['S-1-5-19', 'S-1-5-20', 'S-1-5-32-544', 'S-1-5-6']),
  right('2.2.20', 1, 'SeDebugPrivilege', ['S-1-5-32-544']),
  right('2.2.22', 1, 'SeDenyNetworkLogonRight', ['S-1-5-32-546', 'S-1-5-114']),
  right('2.2.27', 1, 'SeDenyRemoteInteractiveLogonRight', ['S-1-5-113', 'S-1-5-32-546']),
  right('2.2.33', 1, 'SeImpersonatePrivilege', ['S-1-5-19', 'S-1-5-20', 'S-1-5-32-544', 'S-1-5-6']),
  right('2.2.39', 1, 'SeSecurityPrivilege', ['S-1-5-32-544']),
  value('2.3.1.2', 1, 'SYSTEM\\CurrentControlSet\\Control\\Lsa', 'LimitBlankPasswordUse', { equals: 1 }),
  value('2.3.2.1', 1, 'SYSTEM\\CurrentControlSet\\Control\\Lsa', 'SCENoApplyLegacyAuditPolicy', { equals: 1 }),
  value('2.3.6.1', 1, 'SYSTEM\\CurrentControlSet\\Services\\Netlogon\\Parameters', 'RequireSignOrSeal', { equals: 1 }),
  value('2.3.6.5', 1, 'SYSTEM\\CurrentControlSet\\Services\\Netlogon\\Parameters', 'MaximumPasswordAge', {
    between: [1, 30],
  }),
  value('2.3.7.1', 1, 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System', 'DisableCAD', { equals: 0 }),
  value('2.3.7.2', 1, 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System', 'DontDisplayLastUserName', {
    equals: 1,
  }),
  value('2.3.7.3', 1, 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System', 'InactivityTimeoutSecs', {
    between: [1, 900],
  }),
  value('2.3.7.4', 1, 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System', 'LegalNoticeText', {
    notEmpty: true,
  }),
  value('2.3.7.6', 2, 'SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon', 'CachedLogonsCount', {
    between: [0, 4],
  }),
  value(
    '2.3.8.1',
    1,
    'SYSTEM\\CurrentControlSet\\Services\\LanmanWorkstation\\Parameters',
    'RequireSecuritySignature',
    { equals: 1 },
  ),
  value('2.3.9.1', 1, 'SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters', 'AutoDisconnect', {
    atMost: 15,
  }),
  value('2.3.9.2', 1, 'SYSTEM\\CurrentControlSet\\Services\\LanmanServer\\Parameters', 'RequireSecuritySignature', {
    equals: 1,
  }),
  value('2.3.10.2', 1, 'SYSTEM\\CurrentControlSet\\Control\\Lsa', 'RestrictAnonymousSAM', { equals: 1 }),
  value('2.3.10.3', 1, 'SYSTEM\\CurrentControlSet\\Control\\Lsa', 'RestrictAnonymous', { equals: 1 }),
  value('2.3.10.4', 2, 'SYSTEM\\CurrentControlSet\\Control\\Lsa', 'DisableDomainCreds', { equals: 1 }),
  value('2.3.11.1', 1, 'SYSTEM\\CurrentControlSet\\Control\\Lsa', 'UseMachineId', { equals: 1 }),
  value('2.3.11.5', 1, 'SYSTEM\\CurrentControlSet\\Control\\Lsa', 'NoLMHash', { equals: 1 }),
  value('2.3.11.7', 1, 'SYSTEM\\CurrentControlSet\\Control\\Lsa', 'LmCompatibilityLevel', { equals: 5 }),
  value('2.3.13.1', 1, 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System', 'ShutdownWithoutLogon', {
    equals: 0,
  }),
  value('2.3.17.1', 1, 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System', 'FilterAdministratorToken', {
    equals: 1,
  }),
  value('2.3.17.2', 1, 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System', 'ConsentPromptBehaviorAdmin', {
    oneOf: [1, 2],
  }),
  value('2.3.17.3', 1, 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System', 'ConsentPromptBehaviorUser', {
    equals: 0,
  }),
  value('2.3.17.6', 1, 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System', 'EnableLUA', { equals: 1 }),
  service('5.2', 2, 'Spooler', { equals: 'disabled', orAbsent: true }),
  value('9.1.1', 1, 'SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\DomainProfile', 'EnableFirewall', { equals: 1 }),
  value(
    '9.1.7',
    1,
    'SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\DomainProfile\\Logging',
    'LogSuccessfulConnections',
    { equals: 1 },
  ),
  value('9.2.1', 1, 'SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\PrivateProfile', 'EnableFirewall', { equals: 1 }),
  value('9.2.6', 1, 'SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\PrivateProfile\\Logging', 'LogDroppedPackets', {
    equals: 1,
  }),
  value('9.3.1', 1, 'SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\PublicProfile', 'EnableFirewall', { equals: 1 }),
  value('9.3.2', 1, 'SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\PublicProfile', 'DefaultInboundAction', {
    equals: 1,
  }),
  value('9.3.4', 1, 'SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\PublicProfile', 'AllowLocalPolicyMerge', {
    equals: 0,
  }),
  value('9.3.5', 1, 'SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\PublicProfile', 'AllowLocalIPsecPolicyMerge', {
    equals: 0,
  }),
  audit('17.1.1', 1, '{0CCE923F-69AE-11D9-BED3-505054503030}', { equals: 3 }),
  audit('17.2.5', 1, '{0CCE9237-69AE-11D9-BED3-505054503030}', { includes: 1 }),
  audit('17.2.6', 1, '{0CCE9235-69AE-11D9-BED3-505054503030}', { equals: 3 }),
];

/** No program judges it; Inspector counts such a check as skipped. */
const SKIPPED: readonly string[] = ['2.3.7.4'];

/** What a scan finds on a Windows of this state. */
export function judgeChecks(state: WindowsState, level: Level): CheckResult[] {
  const checks = CHECKS.filter((check) => check.level <= level);
  const points = checks.map(({ id, kind, address, expect }) => ({ ...newPoint(id, kind, address, null), expect }));
  readPoints(startWindows(state), points, false);
  return points.map((point) => {
    if (SKIPPED.includes(point.id)) return { checkId: point.id, status: 'SKIPPED', reason: 'Manual check' };
    judge(point);
    if (point.status === 'Compliant') return { checkId: point.id, status: 'PASSED' };
    if (point.status === 'NonCompliant') return { checkId: point.id, status: 'FAILED' };
    return { checkId: point.id, status: 'SKIPPED', ...(point.message && { reason: point.message }) };
  });
}
