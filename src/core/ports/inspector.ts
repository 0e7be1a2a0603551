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
} from '../inspector/model.ts';

/** Which scans; none: all. */
export interface CisScanQuery {
  /** Part of what a scan's name begins with. */
  name?: string;
  /** ISO. */
  since?: string;
  arn?: string;
  configuration?: string;
}

/** Amazon Inspector in one account and Region. Errors of all: InspectorOff, NoInspectorHere. */
export interface Inspector {
  /** Of these accounts; none: the caller's own. `failed`: those that could not be asked. */
  scanning(accounts: string[]): Promise<{ accounts: AccountScanning[]; failed: AccountScanning[] }>;
  /** Begins to scan EC2 instances. The answer is those that it did not begin for. */
  enable(accounts: string[]): Promise<AccountScanning[]>;
  /** Of these instances, or of all. */
  coverage(instanceIds: string[] | null): Promise<Coverage[]>;
  /** Page by page, as there may be very many. */
  findings(query: FindingQuery): AsyncIterable<Vulnerability[]>;
  configurations(name: string): Promise<CisConfiguration[]>;
  /** Answers the ARN. */
  configure(wish: CisConfigurationWish): Promise<string>;
  /** The newest first. */
  scans(query: CisScanQuery): AsyncIterable<CisScan[]>;
  targets(scanArn: string): Promise<CisTarget[]>;
  checks(scanArn: string): Promise<CisCheck[]>;
  results(scanArn: string, target: { account: string; instanceId: string }): Promise<CisResult[]>;
}
