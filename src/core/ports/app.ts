import type { Associations } from './associations.ts';
import type { Automations } from './automations.ts';
import type { Bucket, NodeRoles, SharedObject } from './bucket.ts';
import type { Clock, Ids } from './clock.ts';
import type { Commands } from './commands.ts';
import type { Compliance } from './compliance.ts';
import type { Documents } from './documents.ts';
import type { GuardDuty } from './guardduty.ts';
import type { Hooks } from './hooks.ts';
import type { Inspector } from './inspector.ts';
import type { Inventory, Where } from './inventory.ts';
import type { Engine, GpoFiles, PackerFiles, PolicyFiles } from './policy-files.ts';
import type { Posture } from './posture.ts';
import type { Replacements } from './replacements.ts';
import type { RunFolders } from './run-folders.ts';
import type { SessionPrograms, Sessions } from './sessions.ts';
import type { Stacks } from './stacks.ts';
import type { Surroundings } from './surroundings.ts';

export interface App {
  version: string;
  /** `YYYY-MM-DD`, UTC. */
  today(): string;
  policy: PolicyFiles;
  gpos: GpoFiles;
  engine: Engine;
  packer: PackerFiles;
  clock: Clock;
  ids: Ids;
  inventory: Inventory;
  documents: Documents;
  commands: Commands;
  /** Undefined over several locations. */
  associations: Associations | undefined;
  /** Only over accounts. */
  automations?: Automations;
  bucket: Bucket;
  nodeRoles: NodeRoles;
  sessions: Sessions;
  sessionPrograms: SessionPrograms;
  shared: SharedObject;
  surroundings: Surroundings;
  compliance: Compliance;
  guardDuty: GuardDuty;
  posture: Posture;
  /** Undefined over several locations. */
  inspector?: Inspector | undefined;
  hooks: Hooks;
  /** Undefined over several locations. */
  replacements: Replacements | undefined;
  runs: RunFolders;
  stacks: Stacks;
  /** The same app over other accounts and Regions. Errors: those of sts:GetCallerIdentity, asked for whom and where one is. */
  within(where: Where): Promise<App>;
  /** Requests sent to AWS so far, retries included: `ssm:SendCommand` → 3. */
  calls(): Record<string, number>;
}
