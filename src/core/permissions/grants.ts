import { FLEET_GRANTS } from './fleet-grants.ts';
import type { Grant } from './grant.ts';
import { SERVICE_GRANTS } from './service-grants.ts';

/** From the Service Authorization Reference. In the order of the policies. */
export const GRANTS: readonly Grant[] = [...FLEET_GRANTS, ...SERVICE_GRANTS];
