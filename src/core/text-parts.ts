/** Characters that are worth handing on at once. */
const ENOUGH = 64 * 1024;

/** Short texts joined to parts, so that a long text is never held as a whole and is written in few pieces. */
export function* inParts(texts: Iterable<string>): Generator<string> {
  let part = '';
  for (const text of texts) {
    part += text;
    if (part.length < ENOUGH) continue;
    yield part;
    part = '';
  }
  yield part;
}

/** So deep the nodes of a result lie; each is one line. */
const LEVELS = 3;

/** Indented JSON in parts, with a line for each node of a result: that of ten thousand nodes is megabytes. */
export const jsonParts = (value: unknown): Generator<string> => inParts(written(value, LEVELS, '\n'));

/** `line`: the line end with the indentation here. */
function* written(value: unknown, levels: number, line: string): Generator<string> {
  if (levels === 0 || typeof value !== 'object' || value === null || 'toJSON' in value) {
    yield JSON.stringify(value) ?? 'null';
    return;
  }
  const isList = Array.isArray(value);
  const inner = `${line}  `;
  let before = isList ? '[' : '{';
  for (const [name, member] of Object.entries(value)) {
    if (!isList && (member === undefined || typeof member === 'function')) continue;
    yield `${before}${inner}${isList ? '' : `${JSON.stringify(name)}: `}`;
    yield* written(member, levels - 1, inner);
    before = ',';
  }
  if (before === ',') yield `${line}${isList ? ']' : '}'}`;
  else yield isList ? '[]' : '{}';
}
