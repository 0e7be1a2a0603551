import { EXIT, WinhardenError } from '../errors.ts';

/** Something wrong in a policy file, and where; line and column count from 1. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  message: string;
}

/** A way to a value inside a parsed file, as `['controls', 3, 'set']`. */
export type Path = (string | number)[];

/** A problem before it has a place in a file. */
export interface Finding {
  path: Path;
  /** Point at the key instead of its value. */
  key?: true;
  message: string;
}

/** The finding as seen from further up in the file. */
export function below(path: Path, finding: Finding): Finding {
  return { ...finding, path: [...path, ...finding.path] };
}

const SHOWN = 10;

/** `baselines/x.yaml:12:5: what is wrong` */
export function problemText({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}

/** One error for all problems of one or more policy files. */
export function invalidPolicy(problems: Problem[]): WinhardenError {
  const [first] = problems;
  const shown = problems.slice(0, SHOWN).map(problemText);
  if (problems.length > SHOWN) shown.push(`… and ${problems.length - SHOWN} more`);
  return new WinhardenError({
    code: 'InvalidPolicy',
    message: shown.join('\n'),
    suggestions: [
      `Correct ${first?.file ?? 'the file'}; docs/formats.md explains every word.`,
      `See every problem with: winharden baseline validate ${first?.file ?? ''}`.trimEnd(),
    ],
    exit: EXIT.usage,
  });
}

/** Problems in the order of a reader: file, line, column, message; each said once. */
export function sortProblems(problems: Problem[]): Problem[] {
  const said = new Map(problems.map((problem) => [problemText(problem), problem]));
  return [...said.values()].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.message, b.message),
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** A found value as a sentence shows it: JSON, cut short. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
