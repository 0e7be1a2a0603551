import { createHash } from 'node:crypto';
import { EXIT, WinhardenError } from '../errors.ts';
import type { Operation, Plan } from '../plan/model.ts';
import type { EngineFiles } from '../script/model.ts';
import { flatScript } from '../script/powershell-text.ts';
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

/** How long a script may run on a node where nothing else is said. */
export const SCRIPT_SECONDS = 3600;

const WORST: Record<string, string> = {
  RunId: 'x'.repeat(64),
  ReportEncoding: 'json',
  Reboot: 'if-required',
  TargetRunId: 'x'.repeat(64),
};

/**
 * Wraps the rendered script in its SSM document. The plan travels as text where there is room, else deflated; a script that is
 * too large even so travels without its indentation.
 * Errors: DocumentTooLarge, InvalidTimeout.
 */
export async function renderDocument(input: DocumentInput): Promise<SsmDocument> {
  const envelope = await openEnvelope(input);
  const { plan, operation, engine } = input;
  const render = (packed: boolean) => renderScript({ plan, operation, engine, header: 'ssm', packed }).trimEnd();
  let document = await wrap(input, envelope, render(false));
  if (document.bytes > DOCUMENT_LIMIT) document = await wrap(input, envelope, render(true));
  if (document.bytes > DOCUMENT_LIMIT) document = await wrap(input, envelope, flatScript(render(true)));
  return { ...document, bytesLeft: bytesLeft(document.name, document.bytes) };
}

/** Puts a script into the operation's envelope. */
type Envelope = (script: string) => string;

async function openEnvelope({
  plan,
  operation,
  engine,
  timeoutSeconds = SCRIPT_SECONDS,
}: DocumentInput): Promise<Envelope> {
  const { default: Handlebars } = await import('handlebars');
  const handlebars = Handlebars.create();
  handlebars.registerHelper('indent', indent);
  const fill = handlebars.compile(engine.envelopes[operation], { noEscape: true, strict: true });
  const description = JSON.stringify(`winharden ${operation} ${plan.baseline}, plan ${plan.hash.slice(0, 12)}`);
  const seconds = validTimeout(timeoutSeconds);
  return (script) => fill({ description, timeoutSeconds: seconds, script });
}

async function wrap(
  { plan, operation, format = 'YAML' }: DocumentInput,
  envelope: Envelope,
  script: string,
): Promise<Omit<SsmDocument, 'bytesLeft'>> {
  const yaml = envelope(script);
  const content = format === 'YAML' ? yaml : await asJson(yaml);
  const bytes = documentBytes(content, worstParameters(operation));
  const hash = createHash('sha256').update(content).digest('hex');
  return { name: `winharden-${plan.baseline}-${operation}`, step: operation, format, content, hash, bytes };
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
