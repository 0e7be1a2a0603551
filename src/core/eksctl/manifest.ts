import {
  type Alias,
  type Document,
  type DocumentOptions,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type ParseOptions,
  parseAllDocuments,
  type SchemaOptions,
  visit,
} from 'yaml';
import type { Path } from '../baseline/problem.ts';
import { MOST_ALIASES, position, yamlMessage } from '../baseline/source.ts';
import type { PolicyFile } from '../ports.ts';

export interface Place {
  line: number;
  column: number;
}

/** Something wrong with the YAML itself. */
interface YamlProblem extends Place {
  message: string;
}

/** One document of a file. */
export interface ManifestDocument {
  yaml: Document;
  /** Plain data, aliases and merges carried out; undefined where the YAML is wrong. */
  value: unknown;
  problems: YamlProblem[];
}

export interface Manifest {
  file: PolicyFile;
  documents: ManifestDocument[];
  problems: YamlProblem[];
  placeOf(offset: number): Place;
}

const truth = (test: RegExp, value: boolean) => ({
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test,
  resolve: () => value,
});

/** eksctl reads YAML as version 1.1 has it: with merge keys, and with these words as true and false. */
const LIKE_EKSCTL: ParseOptions & DocumentOptions & SchemaOptions = {
  merge: true,
  customTags: (tags) => [
    truth(/^(y|Y|yes|Yes|YES|on|On|ON)$/, true),
    truth(/^(n|N|no|No|NO|off|Off|OFF)$/, false),
    ...tags,
  ],
};

const TOO_DEEP = 'it is nested too deeply';

/** Parses every document of a file as eksctl reads it; JSON is YAML too. Never throws. */
export function readManifest(file: PolicyFile): Manifest {
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => position(lines, offset);
  const none: Manifest = { file, documents: [], problems: [], placeOf };
  try {
    const parsed = parseAllDocuments(file.text, {
      ...LIKE_EKSCTL,
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'error',
    });
    const documents = (Array.isArray(parsed) ? parsed : []).map((yaml) => readDocument(yaml as Document, placeOf));
    return { ...none, documents, problems: documents.flatMap(({ problems }) => problems) };
  } catch (error) {
    const message = error instanceof RangeError ? TOO_DEEP : `not valid YAML: ${(error as Error).message}`;
    return { ...none, problems: [{ line: 1, column: 1, message }] };
  }
}

function readDocument(yaml: Document, placeOf: Manifest['placeOf']): ManifestDocument {
  const problems = [...yaml.errors, ...yaml.warnings].map((error) => ({
    ...placeOf(error.pos[0]),
    message: /call stack/.test(error.message) ? TOO_DEEP : yamlMessage(error),
  }));
  if (problems.length > 0) return { yaml, value: undefined, problems };
  try {
    // An alias stands for one object in several places; as JSON each place has its own.
    const value = JSON.parse(JSON.stringify(yaml.toJS({ maxAliasCount: MOST_ALIASES })) ?? 'null');
    return { yaml, value, problems };
  } catch {
    const lost = aliasWithoutAnchor(yaml);
    if (lost)
      return {
        yaml,
        value: undefined,
        problems: [{ ...placeOf(lost.range?.[0] ?? 0), message: `no anchor &${lost.source} stands before this alias` }],
      };
    const message = `an alias stands for itself, or aliases stand for more than ${MOST_ALIASES} values; write them out`;
    return { yaml, value: undefined, problems: [{ ...placeOf(yaml.range?.[0] ?? 0), message }] };
  }
}

function aliasWithoutAnchor(yaml: Document): Alias | undefined {
  let lost: Alias | undefined;
  visit(yaml, {
    Alias: (_, alias) => {
      if (alias.resolve(yaml)) return undefined;
      lost = alias;
      return visit.BREAK;
    },
  });
  return lost;
}

/** Where the value, or its key, starts; where the path leads nowhere, the deepest part of it that is there. Aliases and merges lead to where the value stands. */
export function offsetOf(document: Document, path: Path, key = false): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const found = stepInto(document, node, step);
    if (!found) break;
    const last = index === path.length - 1;
    node = found.value;
    offset = (key && last ? startOf(found.key) : (startOf(node) ?? startOf(found.key))) ?? offset;
  }
  return offset;
}

const startOf = (node: unknown) => (isNode(node) ? node.range?.[0] : undefined);

interface Step {
  key?: unknown;
  value: unknown;
}

function stepInto(document: Document, node: unknown, step: string | number): Step | undefined {
  const here = resolved(document, node);
  if (isSeq(here)) return typeof step === 'number' && step in here.items ? { value: here.items[step] } : undefined;
  if (!isMap(here)) return undefined;
  const pair = pairOf(here.items, step);
  if (pair) return { key: pair.key, value: pair.value };
  for (const merged of here.items.filter(({ key }) => isScalar(key) && isMergeKey(key.value))) {
    const sources = resolved(document, merged.value);
    for (const source of isSeq(sources) ? sources.items : [sources]) {
      const found = stepInto(document, source, step);
      if (found) return found;
    }
  }
  return undefined;
}

const isMergeKey = (value: unknown) => value === '<<' || (typeof value === 'symbol' && value.description === '<<');

const resolved = (document: Document, node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);

/** The pair of a map under a key that stands there itself. */
export function pairOf(items: Pair[], key: string | number): Pair | undefined {
  return items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
}

/** The node at a path where every part of the way stands there itself, so that a change of it is a change of the file. */
export function ownNode(document: Document, path: Path): Node | undefined {
  let node: unknown = document.contents;
  for (const step of path) {
    if (isSeq(node) && typeof step === 'number') node = node.items[step];
    else if (isMap(node)) node = pairOf(node.items, step)?.value;
    else return undefined;
  }
  return isNode(node) ? node : undefined;
}
