/** A value as one line of YAML flow style: plain words, single quotes where they suffice, else JSON, which YAML can read. */
export function yamlFlow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlFlow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{ ${entries.map(([key, item]) => `${key}: ${yamlFlow(item)}`).join(', ')} }`;
  }
  return typeof value === 'string' ? yamlText(value) : JSON.stringify(value);
}

const WORD = /^[A-Za-z][A-Za-z0-9_-]*$/;
/** Words that some reader of YAML takes for something else than text. */
const NO_WORD = /^(true|false|null|yes|no|on|off|y|n)$/i;

export function yamlText(text: string): string {
  if (WORD.test(text) && !NO_WORD.test(text)) return text;
  return /^[ -~]*$/.test(text) ? `'${text.replaceAll("'", "''")}'` : visible(JSON.stringify(text));
}

/** A comment of one line. */
export function yamlComment(text: string): string {
  return `# ${visible(text.replace(/\s+/g, ' '))}`;
}

/** Characters that cannot be seen or turn the direction of writing, written out as YAML and JSON do. */
function visible(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0)?.toString(16) ?? '';
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}
