import type {
  ComplianceList,
  CompliancePlace,
  Finding,
  RefusedFinding,
  StandingFinding,
  StandingList,
} from '../compliance/model.ts';

/** Our compliance items in Systems Manager, of one account and Region. */
export interface ComplianceItems {
  /** Whose list each node has. */
  standing(): Promise<Map<string, StandingList>>;
  /** Puts a list in the place of the one before. `tooLong`: a shorter one may do; `noNode`: Systems Manager no longer knows the node. */
  put(list: ComplianceList): Promise<'put' | 'tooLong' | 'noNode'>;
}

/** Our findings in Security Hub, of one account and Region. Errors: SecurityHubOff. */
export interface SecurityHub {
  /** Active findings whose generator begins so, of some nodes (20 at most), by the nodes' ARNs. */
  standing(place: CompliancePlace, generator: string, resources: string[]): Promise<StandingFinding[]>;
  /** Any number; the answer is those that were refused. */
  send(findings: Finding[]): Promise<RefusedFinding[]>;
}

/** What one account and Region is told of compliance. */
export interface ComplianceServices {
  place(): Promise<CompliancePlace>;
  items: ComplianceItems;
  hub: SecurityHub;
}

export interface Compliance {
  /** Of a location (`ACCOUNT/REGION`); null: where the app itself is. Errors: UnknownLocation. */
  at(location: string | null): ComplianceServices;
}
