import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { declares } from './permissions.ts';

const BIN = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));
const SEEN_OPERATIONS = new URL('seen-operations.mjs', import.meta.url).href;
const SCHEMAS = new URL('../../../schemas/', import.meta.url);

/** How one command ended. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

type Variables = Record<string, string>;

/** A home of its own for each test file, so that nothing of the developer's AWS or winharden is seen or touched. */
export function tempFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'winharden-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A lab of few nodes whose time passes quickly. */
export const FAST_LAB: Variables = {
  WINHARDEN_LAB_DRIVER: 'model',
  WINHARDEN_LAB_NODES: '4',
  WINHARDEN_LAB_SPEED: '1000',
  WINHARDEN_POLL_INTERVAL: '1',
};

/** Starts bin/run.js as a user does. Standard input is empty and no terminal. */
export function start(args: string[], home: string, env: Variables = {}, node: string[] = []) {
  const { PATH = '' } = process.env;
  const known = { PATH, HOME: home, WINHARDEN_HOME: join(home, '.winharden'), AWS_EC2_METADATA_DISABLED: 'true' };
  return spawn(process.execPath, [...node, BIN, ...args], {
    env: { ...known, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs a command to its end, and fails if it asked for more of AWS than it declares. */
export async function winharden(args: string[], home: string, env: Variables = {}): Promise<Ended> {
  const seen = join(tmpdir(), `winharden-seen-${randomUUID()}.json`);
  const child = start(args, home, { ...env, TEST_SEEN_OPERATIONS: seen }, ['--import', SEEN_OPERATIONS]);
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.stderr += text));
  ended.code = await new Promise((resolve) => child.once('close', resolve));
  declares(args, JSON.parse(readFileSync(seen, 'utf8')));
  rmSync(seen);
  return ended;
}

const ajv = new Ajv2020({ allErrors: true, strictTypes: false, allowUnionTypes: true });
for (const file of readdirSync(SCHEMAS)) ajv.addSchema(JSON.parse(readFileSync(new URL(file, SCHEMAS), 'utf8')));

/** Fails unless the value is as its schema in schemas/ says. */
export function follows(schema: string, value: unknown): void {
  const validate = ajv.getSchema(`${schema}.schema.json`);
  if (!validate) throw new Error(`there is no schemas/${schema}.schema.json`);
  validate(value);
  deepEqual((validate.errors ?? []).slice(0, 5), []);
}

/** The result of a command that was given --json: one document that follows the envelope's and its own schema. */
export function resultOf<T = Record<string, unknown>>(ended: Ended, schema: string, code = 0): T {
  equal(ended.code, code, ended.stderr || ended.stdout);
  const answer = JSON.parse(ended.stdout);
  follows('envelope', answer);
  equal(answer.status, code);
  follows(schema, answer.result);
  return answer.result;
}

const INTERNALS = /\n\s+at |node_modules|file:\/\/|oclif|undefined|\[object/;

interface Expected {
  exit: number;
  code: string;
  message: RegExp;
  next: RegExp;
}

/** Fails unless a wrong call ends as it must, in words and as data: exit code, one clear sentence, a next step, no internals. */
export async function refuses(args: string[], home: string, env: Variables, { exit, code, message, next }: Expected) {
  const [told, asked] = await Promise.all([winharden(args, home, env), winharden([...args, '--json'], home, env)]);
  equal(told.code, exit, told.stderr);
  match(told.stderr, /^Error: .+[\s\S]*?\n {2}→ /m);
  match(told.stderr, message);
  match(told.stderr, next);
  doesNotMatch(told.stderr, INTERNALS);
  equal(told.stdout, '');
  equal(asked.code, exit, asked.stderr);
  const answer = JSON.parse(asked.stdout);
  follows('envelope', answer);
  equal(answer.status, exit);
  equal(answer.error.code, code);
  match(answer.error.message, message);
  match(answer.error.suggestions.join('\n'), next);
}
