import { deepEqual } from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { actionsOf } from '../../../src/core/permissions/operation-actions.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const MANIFEST = new URL('../../../oclif.manifest.json', import.meta.url);

interface Declared {
  id: string;
  actions: string[];
  optionalActions: string[];
}

const commands: Declared[] = existsSync(MANIFEST)
  ? Object.values(JSON.parse(readFileSync(MANIFEST, 'utf8')).commands)
  : [];
const seen = new Map<string, Set<string>>();

/** Fails if the lab saw the command ask for something that it does not declare. */
export function declares(args: readonly string[], operations: readonly string[]): void {
  const command = commandOf(args);
  const actions = operations.flatMap(actionsOf);
  const declared = [...(command?.actions ?? []), ...(command?.optionalActions ?? [])];
  const missing = actions.filter((action) => !declared.includes(action));
  deepEqual(missing, [], `\`${args.slice(0, 2).join(' ')}\` needs actions that it does not declare`);
  if (!command) return;
  const known = seen.get(command.id) ?? new Set();
  for (const action of actions) known.add(action);
  seen.set(command.id, known);
}

/** The longest id that the words begin with. */
function commandOf(args: readonly string[]): Declared | undefined {
  const ids = [2, 1].map((words) => args.slice(0, words).join(':'));
  return ids.flatMap((id) => commands.filter((command) => command.id === id))[0];
}

/** No operation asks for these: they are permissions to have something used for one. */
const WITHOUT_OPERATION = ['iam:PassRole', 'iam:CreateServiceLinkedRole', 'kms:Decrypt', 'kms:GenerateDataKey'];

/** What is declared by more than one command counts as used when one of them asked for it: they share the code that asks. */
function unusedActions(): string[] {
  const used = new Set([...seen.values()].flatMap((actions) => [...actions]));
  const declared = new Set(commands.flatMap(({ actions, optionalActions }) => [...actions, ...optionalActions]));
  return [...declared].filter((action) => !used.has(action) && !WITHOUT_OPERATION.includes(action)).sort();
}

/** Only all tests of commands together ask for everything that commands declare. */
after('every action that a command declares was asked for', function () {
  const loaded = new Set(this.test?.parent?.suites.map(({ file }) => file));
  const all = globSync('*.test.ts', { cwd: FOLDER }).every((file) => loaded.has(`${FOLDER}${file}`));
  if (all && !process.argv.some((word) => /^(-g|--grep|-f|--fgrep)/.test(word))) deepEqual(unusedActions(), []);
});
