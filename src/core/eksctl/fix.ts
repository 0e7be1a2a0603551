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
  withheld: LintFinding[];
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
    const made = makeChanges(linted);
    if (made.found.length > 0 && round < MOST_ROUNDS - 1) {
      text = made.text;
      mended.push(...made.found.map(({ finding }) => finding));
      continue;
    }
    const withheld = changeable(linted).map(({ finding }) => finding);
    return { text, mended, withheld, after: linted };
  }
  return { text, mended, withheld: [], after: lintFile({ path, text }, check) };
}

type Changeable = Found & { change: Change };

function changeable({ found }: LintedFile): Changeable[] {
  return found.filter((one): one is Changeable => one.change !== undefined && one.finding.waived === null);
}

interface Made {
  text: string;
  found: Found[];
}

/** All at once, or one after another where they get in each other's way. */
function makeChanges(linted: LintedFile): Made {
  const all = changeable(linted);
  const text = all.length > 0 ? changed(linted.manifest, all) : undefined;
  if (text !== undefined) return { text, found: all };
  let manifest = linted.manifest;
  const found: Found[] = [];
  for (const one of all) {
    const next = changed(manifest, [one]);
    if (next === undefined) continue;
    manifest = readManifest({ ...manifest.file, text: next });
    found.push(one);
  }
  return { text: manifest.file.text, found };
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
