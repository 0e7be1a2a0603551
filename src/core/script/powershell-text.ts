/**
 * An engine file as it travels: without help blocks (the banner above it says where to read them) and runs of blank lines,
 * and indented by tabs, because a document holds 64 KB and blanks were a tenth of it.
 * Engine files hold no text of several lines, so that nothing of this can change what the code does.
 */
export function trimPowerShell(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/^[ \t]*<#[\s\S]*?#>[ \t]*\n?/gm, '')
    .replace(/^(?: {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4))
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/**
 * A script without indentation, comments, blank lines, and blanks and line ends that its code does not need: all that can be
 * spared where a document would be too large. Comments of the engine stand on lines of their own, and no text of it has a blank
 * inside a brace; what SSM fills in, '{{ RunId }}', stays.
 */
export function flatScript(script: string): string {
  return script
    .replace(/^\t+/gm, '')
    .replace(/^#.*\n/gm, '')
    .replace(/\n{2,}/g, '\n')
    .replace(/^(?!\$\w+ = (?:@'|'{{)).*/gm, tightLine)
    .replace(/(?<=[^{]{)[ \n]|[ \n](?=}(?!}'))/g, '');
}

/** Blanks that code does not need: around signs, and around parentheses and braces of statements. */
const SPARE_BLANKS =
  / ?([=,;|]|\+=) ?|\b(if|elseif|for|foreach|while|switch|else|try|catch|finally) (?=[({])|([)}]) (?={|else|catch|finally)/g;

/** A line of code without spare blanks. Text with `$(` may hold code that holds text: from there on the line stays. */
function tightLine(line: string): string {
  const tight = (part: string) => (/^['"]/.test(part) ? part : part.replace(SPARE_BLANKS, '$1$2$3'));
  return line.replace(/'[^']*'|"(?:[^"$]|\$(?!\())*"|".*|[^'"]+/g, tight).replace(/ {$/, '{');
}

/**
 * A single-quoted here-string: nothing in it is expanded or executed, and only a line that starts with `'@` ends it.
 * PowerShell takes typographic quotes for straight ones, so text that is not ASCII is refused too.
 */
export function hereString(text: string): string {
  if (/^['\u2018-\u201b]@/m.test(text))
    throw new RangeError('text with a line that starts with a quote and @ cannot stand in a here-string');
  return `@'\n${text}\n'@`;
}
