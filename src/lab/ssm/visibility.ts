import type { World } from '../world.ts';
import type { CommandRecord } from './command-store.ts';

/** Lab seconds until a command that was just sent can be read everywhere (eventual consistency). */
const SETTLING_SECONDS = 0.3;

/** Whether reads other than SendCommand's own answer see the command yet. */
export function isVisible({ clock }: World, { command }: CommandRecord): boolean {
  return clock.now().getTime() - Date.parse(command.requested) >= (SETTLING_SECONDS * 1000) / clock.speed;
}
