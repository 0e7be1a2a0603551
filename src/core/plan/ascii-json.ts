/**
 * JSON that survives the whole road to a node: pure ASCII, because Windows PowerShell guesses encodings,
 * and without `{{`, because SSM would take that for a parameter. Structure never has two braces in a row, so only text is escaped.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/\{(?=\{)/g, '\\u007b');
}
