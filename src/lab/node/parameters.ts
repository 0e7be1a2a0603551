import type { DocumentContent, ParameterDefinition } from '../ssm/document-content.ts';

/**
 * `{{ name }}` substitution as the agent does it (BEHAVIOUR.md, "Parameters"): a string that is one placeholder takes the
 * value with its type; elsewhere the value is spliced in as text, `$$` becomes `$`, and nothing is expanded twice.
 */
export function resolve<T>(value: T, content: DocumentContent, given: Readonly<Record<string, string[]>>): T {
  return replaceIn(value, valuesOf(content, given)) as T;
}

function valuesOf(
  { parameters = {} }: DocumentContent,
  given: Readonly<Record<string, string[]>>,
): Map<string, unknown> {
  const declared = Object.entries(parameters).map(
    ([name, definition]) => [name, valueFor(definition, given[name])] as const,
  );
  return new Map(declared);
}

function valueFor(definition: ParameterDefinition, given: string[] | undefined): unknown {
  if (given === undefined) return definition.default ?? null;
  return definition.type === 'StringList' ? given : (given[0] ?? null);
}

function replaceIn(value: unknown, values: Map<string, unknown>): unknown {
  if (typeof value === 'string') return replaceText(value, values);
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaceIn(item, values)]));
}

const WHOLE = /^\{\{\s*([a-zA-Z0-9]+)\s*\}\}$/;
const EMBEDDED = /\{\{\s*([a-zA-Z0-9]+)\s*\}\}/g;

function replaceText(text: string, values: Map<string, unknown>): unknown {
  const whole = WHOLE.exec(text)?.[1];
  if (whole !== undefined && values.has(whole)) return values.get(whole);
  return text.replace(EMBEDDED, (placeholder, name: string) =>
    values.has(name) ? spliced(values.get(name)) : placeholder,
  );
}

/** A value inside a longer text: strings as they are, the rest as Go writes JSON. */
function spliced(value: unknown): string {
  const text = typeof value === 'string' ? value : goJson(value);
  return text.replaceAll('$$', () => '$');
}

function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
