import type {
  AccountScanning,
  CisCheck,
  CisConfiguration,
  CisConfigurationWish,
  CisResult,
  CisScan,
  CisTarget,
  Coverage,
  FindingQuery,
  Vulnerability,
} from '../../../../src/core/inspector/model.ts';
import type { CisScanQuery, Inspector } from '../../../../src/core/ports.ts';

export const ACCOUNT = '111122223333';

export const cisScan = (number: number, more: Partial<CisScan> = {}): CisScan => ({
  arn: `arn:aws:inspector2:eu-west-1:${ACCOUNT}:owner/${ACCOUNT}/cis-scan/0000000${number}-aaaa-bbbb-cccc-000000000000`,
  name: `scan-${number}`,
  status: 'COMPLETED',
  level: 1,
  date: '2026-11-23T12:00:00.000Z',
  failedChecks: 1,
  totalChecks: 2,
  configuration: `arn:${number}`,
  scheduledBy: null,
  targetTags: {},
  ...more,
});

export const cisTarget = (instanceId: string, more: Partial<CisTarget> = {}): CisTarget => ({
  instanceId,
  account: ACCOUNT,
  platform: 'WINDOWS_SERVER_2022',
  status: 'COMPLETED',
  reason: null,
  passed: 0,
  failed: 1,
  skipped: 0,
  ...more,
});

export const cisResult = (checkId: string, status: CisResult['status'], more: Partial<CisResult> = {}): CisResult => ({
  checkId,
  title: `Check ${checkId}`,
  level: 1,
  status,
  reason: null,
  ...more,
});

export const vulnerability = (instanceId: string, more: Partial<Vulnerability> = {}): Vulnerability => ({
  instanceId,
  platform: 'WINDOWS_SERVER_2022',
  type: 'package',
  severity: 'high',
  title: 'CVE-2025-0001 - KB5000001',
  vulnerability: 'CVE-2025-0001',
  score: 7.8,
  epss: 0.1,
  exploitable: false,
  fixable: true,
  fixes: ['KB5000001'],
  port: null,
  firstSeen: '2026-11-01T00:00:00.000Z',
  lastSeen: '2026-11-20T00:00:00.000Z',
  ...more,
});

/** Says what it was given, and what was asked of it. */
export class FakeInspector implements Inspector {
  states = new Map<string, string>([[ACCOUNT, 'ENABLED']]);
  refused: AccountScanning[] = [];
  covered: Coverage[] = [];
  found: Vulnerability[][] = [];
  kept: CisConfiguration[] = [];
  pages: CisScan[][] = [];
  itsTargets: CisTarget[] = [];
  itsChecks: CisCheck[] = [];
  itsResults: Record<string, CisResult[]> = {};
  asked: unknown[] = [];
  /** Looks until what was enabled is on, and until a scan has ended. */
  patience = 2;

  scanning = async (accounts: string[]) => {
    const meant = accounts.length > 0 ? accounts : [ACCOUNT];
    const known = meant.filter((account) => this.states.has(account));
    const answer = known.map((account) => ({ account, ec2: this.states.get(account) ?? '' }));
    if (known.some((account) => this.states.get(account) === 'ENABLING') && --this.patience <= 0)
      for (const account of known) this.states.set(account, 'ENABLED');
    return { accounts: answer, failed: [] };
  };
  enable = async (accounts: string[]) => {
    this.asked.push(accounts);
    for (const account of accounts)
      if (!this.refused.some((each) => each.account === account)) this.states.set(account, 'ENABLING');
    return this.refused;
  };
  coverage = async (instanceIds: string[] | null) => {
    this.asked.push(instanceIds);
    return this.covered;
  };
  async *findings(query: FindingQuery) {
    this.asked.push(query);
    yield* this.found;
  }
  configurations = async (name: string) => this.kept.filter((each) => each.name.startsWith(name));
  configure = async (wish: CisConfigurationWish) => {
    this.asked.push(wish);
    return 'arn:new';
  };
  async *scans(query: CisScanQuery) {
    this.asked.push(query);
    const started =
      query.configuration === 'arn:new'
        ? [cisScan(9, { status: --this.patience > 0 ? 'IN_PROGRESS' : 'COMPLETED' })]
        : [];
    yield* started.length > 0 ? [started] : this.pages;
  }
  targets = async () => this.itsTargets;
  checks = async () => this.itsChecks;
  results = async (_: string, { instanceId }: { instanceId: string }) => this.itsResults[instanceId] ?? [];
}
