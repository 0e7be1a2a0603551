import type { Place } from './place.ts';

/** Where nodes and commands were seen, so that each is asked for in its own location alone. */
export interface Whereabouts {
  nodes: Map<string, Place>;
  commands: Map<string, Place>;
}
