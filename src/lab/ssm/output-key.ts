import type { Command } from './command-store.ts';

/** Where the agent puts a step's stream in the bucket; State Manager's runs have a layout of their own. */
export function outputKey(
  { association, id, prefix }: Command,
  instanceId: string,
  step: { plugin: string; name: string },
  stream: string,
): string {
  const run = association ? [instanceId, association.id, association.run] : [id, instanceId];
  return [prefix, ...run, step.plugin.replace(':', ''), step.name, stream].filter((part) => part !== '').join('/');
}
