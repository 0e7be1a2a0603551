import type { Config } from '@oclif/core/config';

interface Declaring {
  actions?: readonly string[];
  optionalActions?: readonly string[];
}

/** All IAM actions that commands declare, from the manifest: no command is loaded for it. */
export function declaredActions({ commands }: Pick<Config, 'commands'>): string[] {
  const declared = commands.flatMap((command) => {
    const { actions = [], optionalActions = [] } = command as unknown as Declaring;
    return [...actions, ...optionalActions];
  });
  return [...new Set(declared)];
}
