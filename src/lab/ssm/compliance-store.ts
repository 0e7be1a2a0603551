import type { ComplianceItemEntry } from '@aws-sdk/client-ssm';

/** When and by what a list was made; the time in seconds since 1970. */
export interface StoredExecution {
  ExecutionId?: string;
  ExecutionType?: string;
  ExecutionTime: number;
}

/** The compliance items of one type that a node has. */
export interface StoredCompliance {
  type: string;
  hash?: string;
  execution: StoredExecution;
  items: ComplianceItemEntry[];
}

/** All lists of one node. */
export interface NodeCompliance {
  resourceId: string;
  lists: StoredCompliance[];
}
