import { globSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const COMMANDS = fileURLToPath(new URL('../../../../src/commands/', import.meta.url));

/** What every command declares, by the command's file. */
export async function declaredByCommand(): Promise<Map<string, string[]>> {
  const files = globSync('**/*.ts', { cwd: COMMANDS }).sort();
  const commands = await Promise.all(
    files.map(async (file) => {
      const { default: Command } = await import(pathToFileURL(`${COMMANDS}${file}`).href);
      return [file, [...Command.actions, ...Command.optionalActions]] as [string, string[]];
    }),
  );
  return new Map(commands);
}
