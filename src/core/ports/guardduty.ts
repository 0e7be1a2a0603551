import type { Detector, Threat, ThreatQuery } from '../guardduty/model.ts';

/** Amazon GuardDuty of one account and Region. */
export interface GuardDuty {
  /** The Regions that the account has enabled. */
  regions(): Promise<string[]>;
  /** Null where GuardDuty never was turned on. */
  detector(): Promise<Detector | null>;
  /** Turns it on, with what GuardDuty turns on by itself; what was suspended goes on. */
  enable(detector: Detector | null): Promise<void>;
  /** Findings about instances, every page. */
  threats(detectorId: string, query: ThreatQuery): Promise<Threat[]>;
}
