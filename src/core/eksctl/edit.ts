import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Path } from '../baseline/problem.ts';
import { ownNode, pairOf } from './manifest.ts';
import type { Change, Plain } from './model.ts';
import { blockLines, scalarText } from './plain-yaml.ts';

/** A piece of the text and what comes in its place. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The text with its edits made; they may not overlap. */
export function applyEdits(text: string, edits: Edit[]): string {
  const order = edits.map((edit, index) => ({ edit, index }));
  order.sort((a, b) => b.edit.start - a.edit.start || b.index - a.index);
  return order.reduce((now, { edit: { start, end, text: put } }) => now.slice(0, start) + put + now.slice(end), text);
}

/** The smallest edit that makes a change and leaves every other character where it is; undefined where the text has a form that it does not know. */
export function editFor(text: string, document: Document, change: Change): Edit | undefined {
  const source = { text, document, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  if ('quote' in change) return quote(source, change.quote);
  if ('remove' in change) return remove(source, change.remove);
  if ('append' in change) return append(source, change.append, change.value);
  return set(source, change.set, change.value);
}

interface Source {
  text: string;
  document: Document;
  eol: string;
}

type Ranged = Node & { range: [number, number, number] };

const hasRange = (node: unknown): node is Ranged => Array.isArray((node as Node | null)?.range);

function quote({ document, text }: Source, path: Path): Edit | undefined {
  const node = ownNode(document, path);
  if (!isScalar(node) || !hasRange(node)) return undefined;
  const [start, end] = node.range;
  return { start, end, text: JSON.stringify(text.slice(start, end)) };
}

function set(source: Source, path: Path, value: Plain): Edit | undefined {
  const node = ownNode(source.document, path);
  const parent = ownNode(source.document, path.slice(0, -1));
  if (node) return replace(source, node, value, isCollection(parent) && parent.flow !== true);
  const key = path.at(-1);
  if (isMap(parent) && typeof key === 'string') return insertPair(source, parent, key, value);
  if (isScalar(parent) && parent.value === null) return replace(source, parent, { [String(key)]: value }, false);
  return parent || path.length < 2 ? undefined : set(source, path.slice(0, -1), { [String(key)]: value });
}

function replace({ text }: Source, node: Node, value: Plain, inBlock: boolean): Edit | undefined {
  if (!(isScalar(node) || isAlias(node)) || !hasRange(node)) return undefined;
  const [start, end] = node.range;
  const put = inBlock && typeof value !== 'object' ? scalarText(value) : flowText(value);
  const gap = start === end && !/\s/.test(text[start - 1] ?? ' ') ? ' ' : '';
  return { start, end, text: gap + put };
}

const flowText = (value: Plain): string =>
  typeof value === 'object'
    ? `{ ${Object.entries(value)
        .map(([key, inner]) => `${JSON.stringify(key)}: ${flowText(inner)}`)
        .join(', ')} }`
    : JSON.stringify(value);

function insertPair(source: Source, map: YAMLMap, key: string, value: Plain): Edit | undefined {
  if (pairOf(map.items, key)) return undefined;
  if (map.flow) return insertIntoFlow(source, map, `${JSON.stringify(key)}: ${flowText(value)}`);
  const lines = blockLines(key, value);
  for (const pair of inReadingOrder(map.items)) {
    const edit =
      hasRange(pair.key) && hasRange(pair.value) ? afterLine(source, pair.key, pair.value, lines) : undefined;
    if (edit) return edit;
  }
  return beforeFirst(source, map, lines);
}

/** What a node group is like stands behind its name and image. */
const inReadingOrder = (pairs: Pair[]) => [pairOf(pairs, 'amiFamily'), ...pairs].filter((pair) => pair !== undefined);

/** Lines put behind a pair that begins and ends on one line. */
function afterLine({ text, eol }: Source, key: Ranged, value: Ranged, lines: string[]): Edit | undefined {
  const keyStart = key.range[0];
  const valueEnd = Math.max(value.range[1], key.range[1]);
  const lineEnd = endOfLine(text, valueEnd);
  const own = text.slice(keyStart, valueEnd);
  const rest = text.slice(valueEnd, lineEnd);
  if (/[\n|>&]/.test(own) || !/^\s*:?\s*(#.*)?$/.test(rest)) return undefined;
  const indent = ' '.repeat(columnOf(text, keyStart));
  return { start: lineEnd, end: lineEnd, text: lines.map((line) => `${eol}${indent}${line}`).join('') };
}

/** Lines put before the first key, which moves to a line of its own. */
function beforeFirst({ text, eol }: Source, map: YAMLMap, lines: string[]): Edit | undefined {
  const first = map.items[0]?.key;
  if (!hasRange(first)) return undefined;
  const start = first.range[0];
  const indent = ' '.repeat(columnOf(text, start));
  return {
    start,
    end: start,
    text: lines.map((line, index) => `${index > 0 ? indent : ''}${line}${eol}`).join('') + indent,
  };
}

/** The end of what a line holds, before its line end. */
function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' && end > offset ? end - 1 : end;
}

const lineStartOf = (text: string, offset: number) => text.lastIndexOf('\n', offset - 1) + 1;
const columnOf = (text: string, offset: number) => offset - lineStartOf(text, offset);

function append(source: Source, path: Path, value: string): Edit | undefined {
  const list = ownNode(source.document, path);
  if (!isSeq(list)) return undefined;
  return list.flow ? insertIntoFlow(source, list, JSON.stringify(value)) : appendItem(source, list, value);
}

function appendItem({ text, eol }: Source, list: YAMLSeq, value: string): Edit | undefined {
  const last = list.items.at(-1);
  if (!(isScalar(last) || isAlias(last)) || !hasRange(last)) return undefined;
  const [start, end] = last.range;
  const lineEnd = endOfLine(text, end);
  const before = /^(\s*)-\s+\S*\s*$/.exec(text.slice(lineStartOf(text, start), start))?.[1];
  if (before === undefined || text.slice(start, end).includes('\n')) return undefined;
  return { start: lineEnd, end: lineEnd, text: `${eol}${before}- ${scalarText(value)}` };
}

/** Behind the last entry of `{…}` or `[…]`, on a line of its own where that one has one. */
function insertIntoFlow({ text, eol }: Source, node: YAMLMap | YAMLSeq, entry: string): Edit | undefined {
  const last = node.items.at(-1) as { key?: unknown; value?: unknown } | undefined;
  if (!hasRange(node)) return undefined;
  if (last === undefined) {
    const start = text.indexOf(isMap(node) ? '{' : '[', node.range[0]) + 1;
    return { start, end: start, text: isMap(node) ? ` ${entry} ` : entry };
  }
  const first = isMap(node) ? last.key : last;
  const end = isMap(node) ? last.value : last;
  if (!hasRange(first) || !hasRange(end)) return undefined;
  const lineStart = lineStartOf(text, first.range[0]);
  const before = text.slice(lineStart, first.range[0]);
  const glue = before.trim() === '' ? `,${eol}${before}` : ', ';
  return { start: end.range[1], end: end.range[1], text: `${glue}${entry}` };
}

/** Only where the pair has its lines to itself, without a comment, and is not the only one. */
function remove({ text, document }: Source, path: Path): Edit | undefined {
  const map = ownNode(document, path.slice(0, -1));
  if (!isMap(map) || map.flow || map.items.length < 2) return undefined;
  const pair = pairOf(map.items, path.at(-1) ?? '');
  if (!hasRange(pair?.key) || !hasRange(pair.value)) return undefined;
  const start = lineStartOf(text, pair.key.range[0]);
  const valueEnd = pair.value.range[1];
  const lineEnd = text.indexOf('\n', valueEnd);
  const end = lineEnd < 0 ? text.length : lineEnd + 1;
  const alone = text.slice(start, pair.key.range[0]).trim() === '' && text.slice(valueEnd, end).trim() === '';
  return alone ? { start, end, text: '' } : undefined;
}
