import type { Plain } from './model.ts';

/** Words that some parser of YAML takes for something else than text. */
const TAKEN = /^(y|n|yes|no|on|off|true|false|null)$/i;

/** A value on one line of a block: bare where every parser reads it as the text that it is. */
export function scalarText(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return /^[A-Za-z]([\w./:-]*[\w/.-])?$/.test(value) && !TAKEN.test(value) ? value : JSON.stringify(value);
}

/** `key: value` as lines of a block, the deeper ones with two spaces more; without an indentation of its own. */
export function blockLines(key: string, value: Plain): string[] {
  const name = scalarText(key);
  if (typeof value !== 'object') return [`${name}: ${scalarText(value)}`];
  const inner = Object.entries(value).flatMap(([below, deeper]) => blockLines(below, deeper));
  return [`${name}:`, ...inner.map((line) => `  ${line}`)];
}
