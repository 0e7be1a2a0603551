// C0 but tab and line end, DEL, C1, line separators, and what turns the writing direction.
const UNSAFE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Text from outside as a terminal may show it: whatever could move the cursor, hide or reorder text is written out. */
export function printable(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** The same on one line. */
export function printableLine(text: string): string {
  return printable(text).replace(/\s*[\n\t]+\s*/g, ' ');
}

/** JSON that is safe to look at in a terminal; still the same document for a parser. */
export function printableJson(document: unknown): string {
  return printable(JSON.stringify(document, null, 2));
}
