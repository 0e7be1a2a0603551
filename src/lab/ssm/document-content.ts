import { parse as parseYaml, stringify as toYaml } from 'yaml';
import { AwsError } from '../protocol/error.ts';
import type { StoredVersion } from './document-store.ts';

/** A Command document as its author wrote it; steps and parameters after docs of schema 2.2. */
export interface DocumentContent {
  schemaVersion: string;
  description?: string;
  parameters?: Record<string, ParameterDefinition>;
  mainSteps: Step[];
}

export interface ParameterDefinition {
  type: 'String' | 'StringList' | 'StringMap' | 'Boolean' | 'Integer' | 'MapList';
  description?: string;
  default?: unknown;
  allowedValues?: string[];
  allowedPattern?: string;
  minChars?: number | string;
  maxChars?: number | string;
  minItems?: number | string;
  maxItems?: number | string;
}

export interface Step {
  action: string;
  name: string;
  inputs?: Record<string, unknown>;
  precondition?: Record<string, unknown>;
}

/** `MaxDocumentSizeExceeded`: 64 KB, run-time parameters included. */
const MOST_BYTES = 65_536;

const SCHEMA_VERSIONS: Record<string, string[]> = { Command: ['1.2', '2.0', '2.2'], Automation: ['0.3'] };
const TYPES = ['String', 'StringList', 'StringMap', 'Boolean', 'Integer', 'MapList'];
const STEP_NAME = /^[a-zA-Z0-9_-]{3,128}$/;

/** Reads and checks a document's text as CreateDocument and UpdateDocument do. */
export function readContent(text: string, format: string, type?: string): DocumentContent {
  checkSize(Buffer.byteLength(text));
  const content = parseText(text, format);
  checkSchemaVersion(content['schemaVersion'], type ? SCHEMA_VERSIONS[type] : Object.values(SCHEMA_VERSIONS).flat());
  const steps = content['mainSteps'];
  if (!Array.isArray(steps) || steps.length === 0)
    throw invalid('The document must have at least one step in mainSteps.');
  for (const step of steps) checkStep(step);
  for (const [name, definition] of Object.entries(asObject(content['parameters'] ?? {}, 'parameters'))) {
    checkParameter(name, asObject(definition, `parameter ${name}`));
  }
  return content as unknown as DocumentContent;
}

const known = new WeakMap<StoredVersion, DocumentContent>();

/** The content of a version that was checked when it was stored; read once. */
export function contentOf(version: StoredVersion): DocumentContent {
  const content = known.get(version) ?? readContent(version.content, version.format);
  known.set(version, content);
  return content;
}

export function checkSize(bytes: number): void {
  if (bytes <= MOST_BYTES) return;
  throw new AwsError(
    'MaxDocumentSizeExceeded',
    `The size limit of a document is 64 KB; this one has ${bytes} bytes with its parameters.`,
  );
}

/** The same content in the other format, as GetDocument answers when it is asked for one. */
export function inFormat(text: string, from: string, to: string): string {
  if (from === to || to === 'TEXT') return text;
  const value = parseText(text, from);
  return to === 'JSON' ? JSON.stringify(value, null, 2) : toYaml(value);
}

function parseText(text: string, format: string): Record<string, unknown> {
  try {
    return asObject(format === 'YAML' ? parseYaml(text) : JSON.parse(text), 'The document');
  } catch (error) {
    if (error instanceof AwsError) throw error;
    throw invalid(`${format} not well-formed. ${(error as Error).message.split('\n')[0]}`);
  }
}

function checkSchemaVersion(version: unknown, known: string[] = []): void {
  if (typeof version === 'string' && known.includes(version)) return;
  throw new AwsError(
    'InvalidDocumentSchemaVersion',
    `The version of the document schema isn't supported: ${String(version)}.`,
  );
}

function checkStep(raw: unknown): void {
  const step = asObject(raw, 'A step');
  if (typeof step['action'] !== 'string' || !/^aws:[a-zA-Z]+$/.test(step['action'])) {
    throw invalid(`Step ${String(step['name'])} has no valid action.`);
  }
  if (typeof step['name'] !== 'string' || !STEP_NAME.test(step['name'])) {
    throw invalid(`Step name ${String(step['name'])} must match ${STEP_NAME.source}.`);
  }
}

function checkParameter(name: string, definition: Record<string, unknown>): void {
  if (!/^[a-zA-Z0-9]+$/.test(name)) throw invalid(`Parameter name ${name} must be letters and digits.`);
  if (!TYPES.includes(String(definition['type']))) throw invalid(`Parameter ${name} has no valid type.`);
  const { allowedValues, allowedPattern, default: preset } = definition;
  if (allowedValues !== undefined && !isTextList(allowedValues))
    throw invalid(`allowedValues of ${name} must be a list of strings.`);
  if (typeof allowedPattern === 'string' && !isPattern(allowedPattern))
    throw invalid(`allowedPattern of ${name} is no regular expression.`);
  if (typeof preset === 'string' && isTextList(allowedValues) && !allowedValues.includes(preset)) {
    throw invalid(`The default of ${name} is none of its allowedValues.`);
  }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid(`${what} must be a map.`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidDocumentContent', message);
}
