import { didYouMean } from '../baseline/nearest.ts';
import type { SchemaCheck } from '../baseline/schema-check.ts';
import type { PolicyFile } from '../ports.ts';
import { type Manifest, type ManifestDocument, offsetOf, type Place, readManifest } from './manifest.ts';
import type { Change, Hit, Rule, Severity } from './model.ts';
import { at, isMap, readCluster, textOf, withoutEmpty } from './read-cluster.ts';
import { CLUSTER_RULES } from './rules/cluster.ts';
import { judgeShape, SHAPE } from './rules/shape.ts';
import { NODE_RULES, WAIVABLE } from './rules.ts';
import { readWaiverComments, type WaiverComment } from './waiver-comments.ts';

/** A rule that a place of a file does not meet. */
export interface LintFinding extends Place {
  rule: string;
  severity: Severity;
  file: string;
  /** The node group, where it is about one that has a name. */
  nodeGroup: string | null;
  /** The field in the document: `managedNodeGroups[0].ssh.allow`; empty where it is about the whole file. */
  field: string;
  message: string;
  why: string;
  mend: string;
  /** The reason of the waiver that covers it. */
  waived: string | null;
}

/** A finding with what would mend it. */
export interface Found {
  finding: LintFinding;
  /** In which document of the file. */
  document: number;
  change?: Change;
}

/** What one file holds and what was found in it. */
export interface LintedFile {
  manifest: Manifest;
  clusters: number;
  windowsNodeGroups: number;
  otherNodeGroups: number;
  found: Found[];
}

/** Judges every ClusterConfig of a file. Other documents, and node groups that are not Windows, are left alone. */
export function lintFile(file: PolicyFile, check: SchemaCheck): LintedFile {
  const manifest = readManifest(file);
  const linted: LintedFile = { manifest, clusters: 0, windowsNodeGroups: 0, otherNodeGroups: 0, found: [] };
  const whole = (rule: Rule, place: Place, message: string): Found => ({
    document: 0,
    finding: findingOf(file, rule, place, { field: '', message }),
  });
  for (const { message, ...place } of manifest.problems) linted.found.push(whole(SHAPE.yaml, place, message));
  for (const [index, document] of manifest.documents.entries()) {
    if (document.problems.length > 0 || !isOurs(document.value)) continue;
    linted.clusters++;
    judge(linted, index, document, check);
  }
  if (linted.clusters === 0 && manifest.problems.length === 0)
    linted.found.push(
      whole(SHAPE.noManifest, { line: 1, column: 1 }, 'there is no ClusterConfig of eksctl in this file'),
    );
  const found = [
    ...linted.found,
    ...waive(linted.found, readWaivers(file, manifest), manifest.problems.length > 0, whole),
  ];
  return { ...linted, found: inOrder(found) };
}

/** A map that calls itself a ClusterConfig, or does not say what it is. */
function isOurs(value: unknown): boolean {
  if (!isMap(value)) return false;
  const { kind, apiVersion } = value;
  return (
    kind === 'ClusterConfig' || textOf(apiVersion).startsWith('eksctl.io/') || (kind ?? apiVersion ?? null) === null
  );
}

function judge(linted: LintedFile, index: number, document: ManifestDocument, check: SchemaCheck): void {
  const { manifest, found } = linted;
  const add = (rule: Rule, hit: Hit) => found.push(foundAt(manifest, index, document, rule, hit));
  const given = withoutEmpty(document.value);
  for (const { rule, hit } of judgeShape(given, check)) add(rule, hit);
  const cluster = readCluster(given as Record<string, unknown>);
  linted.windowsNodeGroups += cluster.windows.length;
  linted.otherNodeGroups += cluster.others;
  for (const rule of CLUSTER_RULES) for (const hit of rule.judgeCluster(cluster)) add(rule, hit);
  for (const group of cluster.windows)
    for (const rule of NODE_RULES) for (const hit of rule.judgeNodes(group)) add(rule, hit);
}

function foundAt(manifest: Manifest, index: number, { yaml, value }: ManifestDocument, rule: Rule, hit: Hit): Found {
  const { path, key, message, change } = hit;
  const place = manifest.placeOf(offsetOf(yaml, path, key));
  const name = at(value, ...path.slice(0, 2), 'name');
  const inGroup = /^(nodeGroups|managedNodeGroups)$/.test(String(path[0]));
  const nodeGroup = inGroup && typeof name === 'string' ? name : null;
  const finding = findingOf(manifest.file, rule, place, { field: fieldText(path), message, nodeGroup });
  return { finding, document: index, ...(change && { change }) };
}

function findingOf(
  { path: file }: PolicyFile,
  { id, severity, why, mend }: Rule,
  { line, column }: Place,
  { field, message, nodeGroup = null }: { field: string; message: string; nodeGroup?: string | null },
): LintFinding {
  return { rule: id, severity, file, line, column, nodeGroup, field, message, why, mend, waived: null };
}

function fieldText(path: (string | number)[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** Text that is no YAML has no comments to speak of. */
function readWaivers(file: PolicyFile, { documents, problems }: Manifest): WaiverComment[] {
  return documents.length === 0 && problems.length > 0 ? [] : readWaiverComments(file.text);
}

/** Marks what is waived, and answers what is wrong with the waivers themselves. In a broken file much is not judged that they may be for. */
function* waive(
  found: Found[],
  comments: WaiverComment[],
  broken: boolean,
  whole: (rule: Rule, place: Place, message: string) => Found,
): Generator<Found> {
  for (const comment of comments) {
    const unknown = comment.rules.filter((rule) => !WAIVABLE.has(rule));
    if (comment.rules.length === 0) yield whole(SHAPE.waiverUnknown, comment, 'this waiver names no rule');
    for (const rule of unknown)
      yield whole(SHAPE.waiverUnknown, comment, `there is no rule "${rule}" to waive${didYouMean(rule, WAIVABLE)}`);
    if (comment.rules.length > 0 && comment.reason === '')
      yield whole(SHAPE.waiverNoReason, comment, `this waiver of ${comment.rules.join(', ')} gives no reason`);
    if (comment.reason === '') continue;
    for (const rule of comment.rules.filter((name) => WAIVABLE.has(name))) {
      const covered = found.filter(({ finding }) => finding.rule === rule && finding.line === comment.covers);
      for (const { finding } of covered) finding.waived = comment.reason;
      if (covered.length === 0 && !broken)
        yield whole(SHAPE.waiverUnused, comment, `${rule} has nothing to waive here`);
    }
  }
}

function inOrder(found: Found[]): Found[] {
  return found
    .map((one, index) => ({ one, index }))
    .sort(
      ({ one: { finding: a }, index: i }, { one: { finding: b }, index: j }) =>
        a.line - b.line || a.column - b.column || i - j,
    )
    .map(({ one }) => one);
}
