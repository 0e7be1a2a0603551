/** Lines shown around a change. */
const CONTEXT = 3;
/** More cells than this are not compared one by one. */
const MOST_CELLS = 4_000_000;

type Line = [sign: ' ' | '-' | '+', text: string];

/** The difference of two texts in the unified format that patch and git read; empty where there is none. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const lines = compare(linesOf(before), linesOf(after));
  return [`--- ${path}`, `+++ ${path}`, ...hunks(lines)].join('\n');
}

/** With their line ends. */
const linesOf = (text: string) => text.split(/(?<=\n)/);

const shownLine = (line: string) => (line.endsWith('\n') ? line.slice(0, -1) : `${line}\n\\ No newline at end of file`);

function compare(before: string[], after: string[]): Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const shorter = Math.min(before.length, after.length) - head;
  while (tail < shorter && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const same = (lines: string[]) => lines.map((text): Line => [' ', text]);
  const middle = longest(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [...same(before.slice(0, head)), ...middle, ...same(before.slice(before.length - tail))];
}

/** By the longest common subsequence. */
function longest(before: string[], after: string[]): Line[] {
  const gone = (lines: string[]) => lines.map((text): Line => ['-', text]);
  const come = (lines: string[]) => lines.map((text): Line => ['+', text]);
  if (before.length * after.length > MOST_CELLS) return [...gone(before), ...come(after)];
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  const cell = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      table[i * width + j] = before[i] === after[j] ? cell(i + 1, j + 1) + 1 : Math.max(cell(i + 1, j), cell(i, j + 1));
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      lines.push([' ', before[i++] ?? '']);
      j++;
    } else if (cell(i + 1, j) >= cell(i, j + 1)) lines.push(['-', before[i++] ?? '']);
    else lines.push(['+', after[j++] ?? '']);
  }
  return [...lines, ...gone(before.slice(i)), ...come(after.slice(j))];
}

function* hunks(lines: Line[]): Generator<string> {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(([sign]) => sign !== ' '),
  );
  const line = { before: 1, after: 1 };
  for (let start = 0; start < lines.length; ) {
    let end = start;
    while (end < lines.length && near[end] === near[start]) end++;
    const part = lines.slice(start, end);
    const before = part.filter(([sign]) => sign !== '+').length;
    const after = part.filter(([sign]) => sign !== '-').length;
    if (near[start]) {
      yield `@@ -${line.before},${before} +${line.after},${after} @@`;
      for (const [sign, text] of part) yield `${sign}${shownLine(text)}`;
    }
    line.before += before;
    line.after += after;
    start = end;
  }
}
