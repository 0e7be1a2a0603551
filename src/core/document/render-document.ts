import { createHash } from 'node:crypto';
import { EXIT, WinhardenError } from '../errors.ts';
import type { Operation, Plan } from '../plan/model.ts';
import type { EngineFiles } from '../script/model.ts';
import { parametersOf, renderScript } from '../script/render-script.ts';
import type { SsmDocument } from './model.ts';
import { bytesLeft, DOCUMENT_LIMIT, documentBytes } from './size.ts';

export interface DocumentInput {
  plan: Plan;
  operation: Operation;
  engine: EngineFiles;
  format?: SsmDocument['format'];
  /** How long the script may run on a node, 5 to 172800 seconds: the agent silently takes 3600 for anything else. */
  timeoutSeconds?: number;
}

const WORST: Record<string, string> = { RunId: 'x'.repeat(64), ReportEncoding: 'json', TargetRunId: 'x'.repeat(64) };

/**
 * Wraps the rendered script in its SSM document. The plan travels as text where there is room, else deflated.
 * Errors: DocumentTooLarge, InvalidTimeout.
 */
export async function renderDocument(input: DocumentInput): Promise<SsmDocument> {
  const readable = await wrap(input, false);
  return checked(readable.bytes <= DOCUMENT_LIMIT ? readable : await wrap(input, true));
}

type Wrapped = Omit<SsmDocument, 'bytesLeft'>;

async function wrap(input: DocumentInput, packed: boolean): Promise<Wrapped> {
  const { plan, operation, format = 'YAML' } = input;
  const yaml = await fillEnvelope(input, packed);
  const content = format === 'YAML' ? yaml : await asJson(yaml);
  const bytes = documentBytes(content, worstParameters(operation));
  const hash = createHash('sha256').update(content).digest('hex');
  return { name: `winharden-${plan.baseline}-${operation}`, step: operation, format, content, hash, bytes };
}

function checked(document: Wrapped): SsmDocument {
  return { ...document, bytesLeft: bytesLeft(document.name, document.bytes) };
}

async function fillEnvelope(input: DocumentInput, packed: boolean): Promise<string> {
  const { plan, operation, engine, timeoutSeconds = 3600 } = input;
  const { default: Handlebars } = await import('handlebars');
  const envelope = Handlebars.create();
  envelope.registerHelper('indent', indent);
  const fill = envelope.compile(engine.envelopes[operation], { noEscape: true, strict: true });
  return fill({
    description: JSON.stringify(`winharden ${operation} ${plan.baseline}, plan ${plan.hash.slice(0, 12)}`),
    timeoutSeconds: validTimeout(timeoutSeconds),
    script: renderScript({ plan, operation, engine, header: 'ssm', packed }).trimEnd(),
  });
}

/** Blank lines need no indentation in a YAML block scalar. */
function indent(text: string, columns: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(columns));
}

async function asJson(yaml: string): Promise<string> {
  const { parse } = await import('yaml');
  return JSON.stringify(parse(yaml));
}

function worstParameters(operation: Operation): Record<string, string[]> {
  return Object.fromEntries(parametersOf(operation).map((name) => [name, [WORST[name] ?? '']]));
}

function validTimeout(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 5 && seconds <= 172_800) return seconds;
  throw new WinhardenError({
    code: 'InvalidTimeout',
    message: `a script cannot have ${seconds} seconds to run: SSM takes whole numbers from 5 to 172800`,
    suggestions: ['Give a time within these bounds; 3600 is the usual one.'],
    exit: EXIT.usage,
  });
}
