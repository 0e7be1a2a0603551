import { isDeepStrictEqual } from 'node:util';
import type { Path } from '../baseline/problem.ts';
import type { SchemaCheck } from '../baseline/schema-check.ts';
import type { PolicyFile } from '../ports.ts';
import { applyEdits, type Edit, editFor } from './edit.ts';
import { type Found, type LintedFile, type LintFinding, lintFile } from './lint.ts';
import { type Manifest, readManifest } from './manifest.ts';
import type { Change, Plain } from './model.ts';

/** A file after what can be mended was mended. */
export interface MendedFile {
  text: string;
  mended: LintFinding[];
  /** What has a change that the text does not take without changing something else, as where an alias leads to it. */
  withheld: Found[];
  /** What is left. */
  after: LintedFile;
}

/** One change may give rise to another; more rounds than this are never needed. */
const MOST_ROUNDS = 5;

/**
 * Makes the changes that are safe: those that alter one place of one document and, by the proof of parsing it again, nothing else.
 * Every other character stays. What is waived is left alone. Done twice it changes nothing the second time.
 */
export function mendFile(file: PolicyFile, check: SchemaCheck): MendedFile {
  let { path, text } = file;
  const mended: LintFinding[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const linted = lintFile({ path, text }, check);
    const { manifest, made } = makeChanges(linted.manifest, changeable(linted));
    if (made.length === 0) return { text, mended, withheld: changeable(linted), after: linted };
    text = manifest.file.text;
    mended.push(...made.map(({ finding }) => finding));
  }
  const after = lintFile({ path, text }, check);
  return { text, mended, withheld: changeable(after), after };
}

type Changeable = Found & { change: Change };

function changeable({ found }: LintedFile): Changeable[] {
  return found.filter((one): one is Changeable => one.change !== undefined && one.finding.waived === null);
}

interface Made {
  manifest: Manifest;
  made: Changeable[];
}

/**
 * Makes all changes at once; where that cannot be, those of the later half of the file and then those of the earlier, and so on
 * down to single ones, so that what gets in the way of others is found in few steps.
 */
function makeChanges(manifest: Manifest, changes: Changeable[]): Made {
  if (changes.length === 0) return { manifest, made: [] };
  const text = changed(manifest, changes);
  if (text !== undefined) return { manifest: readManifest({ ...manifest.file, text }), made: changes };
  if (changes.length === 1) return { manifest, made: [] };
  const middle = Math.floor(changes.length / 2);
  const later = makeChanges(manifest, changes.slice(middle));
  const earlier = makeChanges(later.manifest, changes.slice(0, middle));
  return { manifest: earlier.manifest, made: [...earlier.made, ...later.made] };
}

/** The text with the changes; undefined where one cannot be made, or anything else would change with it. */
function changed(manifest: Manifest, changes: Changeable[]): string | undefined {
  const { text } = manifest.file;
  const edits: Edit[] = [];
  const wanted = manifest.documents.map(({ value }) => structuredClone(value));
  for (const { document, change } of changes) {
    const yaml = manifest.documents[document]?.yaml;
    const edit = yaml && editFor(text, yaml, change);
    if (!edit) return undefined;
    edits.push(edit);
    wanted[document] = afterChange(wanted[document], change, text.slice(edit.start, edit.end));
  }
  const next = applyEdits(text, edits);
  const { documents, problems } = readManifest({ ...manifest.file, text: next });
  if (problems.length > manifest.problems.length) return undefined;
  const now = documents.map(({ value }) => value);
  return isDeepStrictEqual(now, wanted) ? next : undefined;
}

/** What the document has to mean after a change. `replaced` is the text that stood there. */
function afterChange(value: unknown, change: Change, replaced: string): unknown {
  if ('set' in change) return withValue(value, change.set, () => change.value);
  if ('quote' in change) return withValue(value, change.quote, () => replaced);
  if ('append' in change) return withValue(value, change.append, (list) => [...(list as unknown[]), change.value]);
  return without(value, change.remove);
}

function withValue(value: unknown, [step, ...rest]: Path, make: (before: unknown) => unknown): unknown {
  if (step === undefined) return make(value);
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? withValue(item, rest, make) : item));
  const map = (value ?? {}) as Record<string, Plain>;
  return { ...map, [step]: withValue(map[step], rest, make) };
}

function without(value: unknown, path: Path): unknown {
  return withValue(value, path.slice(0, -1), (map) =>
    Object.fromEntries(Object.entries(map as object).filter(([key]) => key !== path.at(-1))),
  );
}
