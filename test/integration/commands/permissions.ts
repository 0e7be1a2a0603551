import { deepEqual } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { actionsOf } from '../../../src/core/permissions/operation-actions.ts';
import { note } from '../../declared-actions.ts';

const MANIFEST = new URL('../../../oclif.manifest.json', import.meta.url);

interface Declared {
  id: string;
  actions: string[];
  optionalActions: string[];
}

const commands: Declared[] = existsSync(MANIFEST)
  ? Object.values(JSON.parse(readFileSync(MANIFEST, 'utf8')).commands)
  : [];

/** Fails if the lab saw the command ask for something that it does not declare. */
export function declares(args: readonly string[], operations: readonly string[]): void {
  const command = commandOf(args);
  const actions = operations.flatMap(actionsOf);
  const declared = [...(command?.actions ?? []), ...(command?.optionalActions ?? [])];
  const missing = actions.filter((action) => !declared.includes(action));
  deepEqual(missing, [], `\`${args.slice(0, 2).join(' ')}\` needs actions that it does not declare`);
  note('action', actions);
}

/** The longest id that the words begin with. */
function commandOf(args: readonly string[]): Declared | undefined {
  const ids = [3, 2, 1].map((words) => args.slice(0, words).join(':'));
  return ids.flatMap((id) => commands.filter((command) => command.id === id))[0];
}

/** The tests of a file have ended. */
after(function () {
  note('file', this.test?.parent?.suites.flatMap(({ file }) => file ?? []) ?? []);
});
