import type { Replacements } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { groupRefreshes } from './group-refreshes.ts';
import { launchTemplates } from './launch-templates.ts';
import { nodegroupUpdates } from './nodegroup-updates.ts';

export const createReplacements = (clients: AwsClients): Replacements => ({
  ...nodegroupUpdates(clients),
  ...groupRefreshes(clients),
  ...launchTemplates(clients),
});
