import type { Schedule } from '@aws-sdk/client-inspector2';
import type { Folder } from '../folder.ts';
import { type RecordStore, recordStore } from '../record-store.ts';
import type { CheckResult } from './cis-checks.ts';

/** Whether EC2 instances are scanned. */
interface Scanning {
  /** ISO: from then on ENABLED, before it ENABLING. */
  from: string;
}

export interface Configuration {
  arn: string;
  name: string;
  level: 1 | 2;
  schedule: Schedule;
  accountIds: string[];
  targetTags: Record<string, string[]>;
  tags: Record<string, string>;
}

export interface ScanTarget {
  instanceId: string;
  platform: string;
  tags: Record<string, string>;
  /** ISO. */
  endsAt: string;
  /** What it ends as. */
  status: 'COMPLETED' | 'TIMED_OUT' | 'CANCELLED';
  reason?: 'UNSUPPORTED_OS' | 'SSM_UNMANAGED';
  /** Once it has ended. */
  results?: CheckResult[];
}

export interface Scan {
  id: string;
  arn: string;
  configurationArn: string;
  name: string;
  level: 1 | 2;
  /** ISO. */
  date: string;
  targetTags: Record<string, string[]>;
  targets: ScanTarget[];
}

/** What the lab's Inspector knows, in one account and Region. */
export interface InspectorStore {
  scanning: RecordStore<Scanning>;
  configurations: RecordStore<Configuration>;
  scans: RecordStore<Scan>;
}

export const inspectorStore = (folder: Folder): InspectorStore => ({
  scanning: recordStore(folder, 'inspector/scanning'),
  configurations: recordStore(folder, 'inspector/configurations'),
  scans: recordStore(folder, 'inspector/scans'),
});
