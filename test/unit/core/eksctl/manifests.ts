import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_NAMES, type Schemas } from '../../../../src/core/baseline/policy.ts';
import { createSchemaCheck } from '../../../../src/core/baseline/schema-check.ts';
import { type GenerateInput, generateManifest } from '../../../../src/core/eksctl/generate.ts';
import { type LintFinding, lintFile } from '../../../../src/core/eksctl/lint.ts';

const folder = join(import.meta.dirname, '../../../../schemas');
const schemas = Object.fromEntries(
  SCHEMA_NAMES.map((name) => [name, JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8'))]),
) as Schemas;

export const check = await createSchemaCheck(schemas);

export const fileOf = (text: string) => ({ path: 'c.yaml', text });
export const lint = (text: string): LintFinding[] => lintFile(fileOf(text), check).found.map(({ finding }) => finding);
export const open = (text: string) => lint(text).filter(({ waived }) => waived === null);

/** What was found, as `line:column rule`. */
export const places = (text: string) => open(text).map(({ line, column, rule }) => `${line}:${column} ${rule}`);

/** The rules that are not met, each once, in alphabetical order. */
export const rulesIn = (text: string) => [...new Set(open(text).map(({ rule }) => rule))].sort();

export const USUAL: GenerateInput = {
  cluster: 'shop',
  region: 'eu-west-1',
  kubernetesVersion: '1.35',
  nodeGroup: 'windows-ng',
  release: '2022',
  managed: true,
  instanceType: 'm6i.large',
  nodes: { min: 1, desired: 2, max: 4 },
  secretsKmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  tags: [],
  maxLifetimeDays: 45,
  subnets: [],
  nodeGroupOnly: false,
};

export const manifest = (input: Partial<GenerateInput> = {}) => generateManifest({ ...USUAL, ...input });
