import type { WindowsState } from '../windows-state.ts';
import type { Facts } from './plan.ts';
import type { Point, PointState } from './point.ts';
import type { WinhardenScript } from './script.ts';

/** What a run keeps on the node, entry by entry, as the engine's backup.json has it. */
export interface BackupEntry {
  id: string;
  kind: Point['kind'];
  address: Record<string, unknown>;
  user: string | null;
  before: PointState;
  after: PointState;
  reboot?: true;
}

interface VitalService {
  name: string;
  before: string;
  after: string;
}

/** What a run that waits for a restart keeps on the node; the engine's restart.json has all of these. */
export interface Suspended
  extends Pick<Outcome, 'baseline' | 'plan' | 'controls' | 'changes' | 'rebootPending' | 'vitalServices'> {
  operation: WinhardenScript['operation'];
  commandId: string;
  runId: string;
  started: string;
  backup: { path: string; sha256: string; entries: number } | null;
}

/** What a script does to a Windows and says of it: all of the report but what tells one node from another. */
export interface Outcome {
  state: WindowsState;
  facts: Facts;
  baseline: string;
  plan: string;
  controls: object[];
  changes: object[];
  rebootRequired: boolean;
  rebootPending: boolean;
  rebooted: boolean;
  vitalServices: VitalService[];
  suspects: { risk: string; controls: string[] } | null;
  restored: boolean;
  backup: BackupEntry[] | null;
  error: string | null;
}
