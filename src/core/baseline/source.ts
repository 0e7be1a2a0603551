import type { Document, LineCounter, Node, YAMLError } from 'yaml';
import type { PolicyFile } from '../ports.ts';
import type { Finding, Path, Problem } from './problem.ts';

/** A parsed policy file that still knows where each value stands. */
export interface Source {
  path: string;
  /** Plain data; undefined where the text is no YAML. */
  value: unknown;
  /** What is wrong with the YAML itself. */
  problems: Problem[];
  /** Gives a finding its line and column. */
  locate(finding: Finding): Problem;
}

/** Values shared by aliases may not grow the file beyond reason (a few hundred bytes can name billions of values). */
export const MOST_ALIASES = 100;

/** Windows ends text at it. */
const NUL = 'this text holds the character NUL, which nothing on a node can keep; take it out';

/** Parses one YAML file: YAML 1.2 core, so dates and version numbers in quotes stay text. */
export async function readSource(file: PolicyFile): Promise<Source> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(file.text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number, message: string): Problem => ({
    file: file.path,
    ...position(lines, offset),
    message,
  });
  const problems = [...document.errors, ...document.warnings].map((error) => place(error.pos[0], yamlMessage(error)));
  yaml.visit(document, {
    Scalar: (_, { value, range }) => {
      if (typeof value === 'string' && value.includes('\0')) problems.push(place(range?.[0] ?? 0, NUL));
    },
  });
  let value: unknown;
  try {
    value = problems.length > 0 ? undefined : document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch {
    let alias = 0;
    yaml.visit(document, {
      Alias: (_, node) => {
        alias = node.range?.[0] ?? 0;
        return yaml.visit.BREAK;
      },
    });
    problems.push(place(alias, `aliases stand for more than ${MOST_ALIASES} values; write them out`));
  }
  return { path: file.path, value, problems, locate: (finding) => place(offsetOf(document, finding), finding.message) };
}

/** Line and column, from 1, of an offset in a text. */
export function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** What is wrong with the YAML itself. */
export function yamlMessage(error: Pick<YAMLError, 'code' | 'message'>): string {
  if (error.code === 'DUPLICATE_KEY') return 'this key stands twice in one map';
  return `not valid YAML: ${error.message}`;
}

/** Where the value or its key starts; where the path leads nowhere, the deepest part of it that exists. */
function offsetOf(document: Document, { path, key }: Finding): number {
  const asKey = key ? keyNode(document, path) : undefined;
  if (asKey?.range) return asKey.range[0];
  for (let depth = path.length; depth >= 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as Node | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}

interface MapLike {
  items: { key: { value?: unknown; range?: Node['range'] } }[];
}

function keyNode(document: Document, path: Path): { range?: Node['range'] } | undefined {
  const parent = document.getIn(path.slice(0, -1), true) as MapLike | undefined;
  return parent?.items?.find((pair) => String(pair.key?.value) === String(path.at(-1)))?.key;
}
