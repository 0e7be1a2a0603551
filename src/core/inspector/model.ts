/** Whether Inspector scans EC2 instances of an account. `ec2`: Inspector's word, as ENABLED, ENABLING, DISABLED. */
export interface AccountScanning {
  account: string;
  ec2: string;
  /** Why it is so, where Inspector says. */
  error?: { code: string; message: string };
}

/** What Inspector says of one kind of scan on one instance. */
export interface Coverage {
  instanceId: string;
  scan: 'package' | 'network' | 'other';
  active: boolean;
  /** Inspector's word: SUCCESSFUL, NO_INVENTORY … */
  reason: string;
  /** ISO. */
  lastScanned: string | null;
  /** Inspector's word: EC2_SSM_AGENT_BASED, EC2_AGENTLESS. */
  mode: string | null;
}

export type CisLevel = 1 | 2;

/** When a configuration scans; times as `HH:MM`, days as MON. Monthly takes the first such weekday of the month. */
export type CisSchedule =
  | { every: 'once' }
  | { every: 'day'; time: string; zone: string }
  | { every: 'week'; days: string[]; time: string; zone: string }
  | { every: 'month'; day: string; time: string; zone: string };

/** What is to be scanned, and when. */
export interface CisConfigurationWish {
  name: string;
  level: CisLevel;
  schedule: CisSchedule;
  accounts: string[];
  /** Values by key: an instance needs one value of each key. */
  targetTags: Record<string, string[]>;
  tags: Record<string, string>;
}

export interface CisConfiguration extends CisConfigurationWish {
  arn: string;
}

/** One scan. `status`: Inspector's word: IN_PROGRESS, COMPLETED, FAILED, CANCELLED. */
export interface CisScan {
  arn: string;
  name: string;
  status: string;
  level: CisLevel | null;
  /** ISO. */
  date: string | null;
  failedChecks: number;
  totalChecks: number;
  configuration: string;
  scheduledBy: string | null;
  targetTags: Record<string, string[]>;
}

export interface CisCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What a scan made of one instance. `status`: COMPLETED, TIMED_OUT, CANCELLED; `reason`: SCAN_IN_PROGRESS, UNSUPPORTED_OS, SSM_UNMANAGED. */
export interface CisTarget extends CisCounts {
  instanceId: string;
  account: string;
  platform: string;
  status: string;
  reason: string | null;
}

/** One check over all instances of a scan. */
export interface CisCheck extends CisCounts {
  id: string;
  title: string;
  level: CisLevel | null;
  platform: string;
}

export type CisStatus = 'PASSED' | 'FAILED' | 'SKIPPED';

/** One check on one instance. */
export interface CisResult {
  checkId: string;
  title: string;
  level: CisLevel | null;
  status: CisStatus;
  reason: string | null;
}

/** Worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational', 'untriaged'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const FINDING_TYPES = ['package', 'network', 'code'] as const;
export type FindingType = (typeof FINDING_TYPES)[number];

/** Which active findings about EC2 instances are meant; none of a kind: all. */
export interface FindingQuery {
  instanceIds: string[];
  severities: Severity[];
  types: FindingType[];
  /** ISO: seen first since then. */
  since?: string;
  fixable: boolean;
}

/** One active finding about one instance. */
export interface Vulnerability {
  instanceId: string;
  /** Inspector's word: WINDOWS, WINDOWS_SERVER_2022 …; empty where it does not say. */
  platform: string;
  type: FindingType;
  severity: Severity;
  title: string;
  /** CVE, of a package. */
  vulnerability: string | null;
  score: number | null;
  /** The probability that it is used within 30 days, 0 to 1. */
  epss: number | null;
  exploitable: boolean;
  fixable: boolean;
  /** Updates and versions that put it right. */
  fixes: string[];
  /** Of a network finding. */
  port: { from: number; to: number; protocol: string } | null;
  /** ISO. */
  firstSeen: string;
  lastSeen: string;
}
