import { isLeaving } from '../core/fleet/classify.ts';
import type { App, Machine, Replacements } from '../core/ports.ts';
import type { GroupPlan, ReplaceOptions } from '../core/replace/model.ts';

/** What planning asks of. */
export type ReplaceApp = Pick<App, 'inventory' | 'clock' | 'posture'> & { replacements: Replacements };

/** One group's planning. */
export interface Planning {
  app: ReplaceApp;
  options: ReplaceOptions;
  /** Windows Server of the selected nodes, as Systems Manager knows it: `2022`. */
  release: string | undefined;
  cluster: string | null;
}

export interface Found {
  /** All nodes of the group, selected or not. */
  nodes: Machine[];
}

export type Planned = Pick<GroupPlan, 'state' | 'reason' | 'way' | 'image' | 'open' | 'warnings'> & Found;

export const refused = (reason: string, { nodes }: Found = { nodes: [] }): Planned => ({
  nodes,
  state: 'refused',
  reason,
  way: null,
  image: null,
  open: null,
  warnings: [],
});

/** Whether an instance is there to be replaced. */
export const alive = (machine: Machine): boolean => !isLeaving(machine);
