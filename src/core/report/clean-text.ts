/** Everything that could move a cursor, colour a terminal, reorder text or hide in it. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Terminal sequences, of which PowerShell's error view is full: dropped whole, not only their first character. */
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;

/** Text from a node, safe to print: one line, no control characters, at most `limit` characters. */
export function cleanText(text: string, limit: number): string {
  const printable = text
    .slice(0, limit * 4)
    .replace(ESCAPES, '')
    .replace(/\s+/g, ' ')
    .replace(UNSAFE, '')
    .trim();
  return printable.length > limit ? `${printable.slice(0, limit - 1)}…` : printable;
}

/** A JSON value from a node, with every string cleaned and the whole bounded in depth and size. */
export function cleanValue(value: unknown, depth = 4): unknown {
  if (typeof value === 'string') return cleanText(value, 2048);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '…';
  if (Array.isArray(value)) return value.slice(0, 1000).map((item) => cleanValue(item, depth - 1));
  const entries = Object.entries(value).slice(0, 1000);
  return Object.fromEntries(entries.map(([key, item]) => [cleanText(key, 256), cleanValue(item, depth - 1)]));
}
