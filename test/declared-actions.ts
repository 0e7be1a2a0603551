import { appendFileSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMANDS = fileURLToPath(new URL('integration/commands/', import.meta.url));
const MANIFEST = new URL('../oclif.manifest.json', import.meta.url);
const FOLDER = 'TEST_SEEN_ACTIONS';

/** No operation of winharden asks for these: they are permissions to have something used for one, and what the AWS CLI does for it. */
const WITHOUT_OPERATION = [
  'iam:PassRole',
  'iam:CreateServiceLinkedRole',
  'ec2:CreateTags',
  'ec2:RunInstances',
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'ssm:ResumeSession',
  'ssm:StartSession',
  'ssm:TerminateSession',
];

/** Test files run in several processes; each writes down what it saw. */
export function mochaGlobalSetup(): void {
  process.env[FOLDER] = mkdtempSync(join(tmpdir(), 'winharden-actions-'));
}

/** Notes actions that a command asked for, or that the tests of a file have ended. */
export function note(kind: 'action' | 'file', words: readonly string[]): void {
  const folder = process.env[FOLDER];
  if (folder) appendFileSync(join(folder, `${process.pid}`), words.map((word) => `${kind} ${word}\n`).join(''));
}

/** Fails if a command declares an action that none ever asked for; only all tests of commands together ask for everything. */
export function mochaGlobalTeardown(): void {
  const folder = process.env[FOLDER] as string;
  const lines = new Set(readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n')));
  rmSync(folder, { recursive: true });
  const files = globSync('*.test.ts', { cwd: COMMANDS }).map((name) => `file ${COMMANDS}${name}`);
  const isPart = process.argv.some((word) => /^(-g|--grep|-f|--fgrep)/.test(word));
  if (isPart || !files.every((file) => lines.has(file))) return;
  const { commands } = JSON.parse(readFileSync(MANIFEST, 'utf8')) as { commands: Record<string, Declared> };
  const declared = new Set(
    Object.values(commands).flatMap(({ actions, optionalActions }) => [...actions, ...optionalActions]),
  );
  const unused = [...declared].filter(
    (action) => !lines.has(`action ${action}`) && !WITHOUT_OPERATION.includes(action),
  );
  if (unused.length > 0) throw new Error(`commands declare actions that none asked for: ${unused.sort().join(', ')}`);
}

interface Declared {
  actions: string[];
  optionalActions: string[];
}
