import { createHash } from 'node:crypto';
import type { ControlResult, Status } from '../report/model.ts';
import type { Finding, FindingState, StandingFinding, Verdict } from './model.ts';
import { foundText, requiredText, safeText } from './node-text.ts';

/** Bounds of the AWS Security Finding Format, in characters. */
const MOST = { title: 256, description: 1024, remediation: 512, field: 256, value: 300 };

/** How a status is told. What nobody judged is no finding; of one that stands it is the end. */
const STATES: Record<Status, FindingState> = {
  Compliant: 'passed',
  Remediated: 'passed',
  NonCompliant: 'failed',
  Error: 'unknown',
  Waived: 'notJudged',
  NotApplicable: 'notJudged',
  Manual: 'notJudged',
};

const isOpen = ({ state }: Finding) => state === 'failed' || state === 'unknown';

/** Security Hub forgets an active finding that was not updated for 90 days, so that one as old as this is sent again unchanged. */
const STALE_DAYS = 30;

/** What to tell Security Hub of a node, and what it need not be told. */
export interface FindingChanges {
  send: Finding[];
  unchanged: number;
  /** Findings that a later run has updated. */
  newer: number;
}

/**
 * Of one node: opens what is not met, archives what stands and is no longer, leaves alone what has not changed or is newer. A report
 * that broke off says nothing of the controls that it does not name.
 */
export function findingChanges(verdict: Verdict, standing: readonly StandingFinding[]): FindingChanges {
  const known = new Map(standing.map((finding) => [finding.id, finding]));
  const now = verdict.report.controls.map((control) => findingOf(verdict, control, known));
  const ids = new Set(now.map(({ id }) => id));
  const isWhole = verdict.report.error === null;
  const gone = isWhole ? standing.filter(({ id }) => !ids.has(id)).map((finding) => goneFinding(verdict, finding)) : [];
  const due = [...now.filter((finding) => isOpen(finding) || known.has(finding.id)), ...gone];
  const isNewer = ({ id }: Finding) => Date.parse(known.get(id)?.updated ?? '') > Date.parse(verdict.time);
  const newer = due.filter(isNewer);
  const rest = due.filter((finding) => !isNewer(finding));
  const send = rest.filter((finding) => hasChanged(finding, known.get(finding.id)));
  return { send, unchanged: rest.length - send.length, newer: newer.length };
}

function hasChanged(finding: Finding, known: StandingFinding | undefined): boolean {
  if (known?.digest !== finding.fields['winharden/digest']) return true;
  return Date.parse(finding.updated) - Date.parse(known?.updated ?? '') > STALE_DAYS * 86_400_000;
}

/** How the generators of a baseline's findings begin: by it they are found again. */
export const generatorPrefix = (baseline: string) => `winharden/${inId(baseline)}/`;

/** ARN of a node: of the instance, or of what Systems Manager manages elsewhere. */
export function arnOfNode({ place: { account, region, partition }, node: { instanceId } }: Verdict): string {
  const [service, kind] = isInstance(instanceId) ? ['ec2', 'instance'] : ['ssm', 'managed-instance'];
  return `arn:${partition}:${service}:${region}:${account}:${kind}/${instanceId}`;
}

const isInstance = (instanceId: string) => instanceId.startsWith('i-');

/** Names that may be long or hold anything, as a part of an id. */
function inId(name: string): string {
  const safe = encodeURIComponent(name.toWellFormed());
  if (safe.length <= 120) return safe;
  return `${safe.slice(0, 100)}-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
}

function idOf({ place, node, baseline }: Verdict, control: string): string {
  return ['winharden', place.account, place.region, node.instanceId, inId(baseline), inId(control)].join('/');
}

function findingOf(verdict: Verdict, control: ControlResult, known: ReadonlyMap<string, StandingFinding>): Finding {
  const { id, status, message = '' } = control;
  const facts = verdict.facts.of(id, verdict.report.node.release);
  const node = safeText(verdict.node.name ?? verdict.report.node.computerName, 64);
  const words = [
    `${status} on ${node || verdict.node.instanceId}.`,
    sentence('Found', foundText(control, MOST.value)),
    sentence('Required', requiredText(control, MOST.value)),
    safeText(message, MOST.value),
  ];
  const standing = known.get(idOf(verdict, id));
  return finding(verdict, {
    id: idOf(verdict, id),
    part: inId(id),
    state: STATES[status],
    title: `${id} ${facts?.title ?? ''}`,
    description: words.filter(Boolean).join(' '),
    severity: facts?.severity ?? 'medium',
    nist: facts?.nist ?? [],
    created: standing?.created ?? verdict.time,
  });
}

const sentence = (what: string, text: string) => (text === '' ? '' : `${what}: ${text}.`);

/** The baseline no longer holds the node to it. */
function goneFinding(verdict: Verdict, { id, title, created }: StandingFinding): Finding {
  const part = id.split('/').at(-1) ?? '';
  const description = `${verdict.baseline} no longer holds the node to this control.`;
  return finding(verdict, { id, part, state: 'notJudged', title, description, severity: 'low', nist: [], created });
}

interface Said extends Pick<Finding, 'id' | 'state' | 'title' | 'description' | 'severity' | 'nist' | 'created'> {
  /** The control, as it stands in ids. */
  part: string;
}

function finding(verdict: Verdict, { part, ...said }: Said): Finding {
  const { place, baseline, runId, time, node } = verdict;
  const content = {
    ...said,
    ...place,
    generator: `${generatorPrefix(baseline)}${part}`,
    resource: arnOfNode(verdict),
    isInstance: isInstance(node.instanceId),
    title: safeText(said.title, MOST.title),
    description: safeText(said.description, MOST.description),
    nist: said.nist.slice(0, 32),
    remediation: safeText(
      `winharden apply --baseline ${baseline} --instance-id ${node.instanceId} holds the node to it; a waiver in winharden.yaml says why it must not.`,
      MOST.remediation,
    ),
  };
  const fields = {
    'winharden/run': runId,
    'winharden/baseline': safeText(baseline, MOST.field),
    'winharden/control': safeText(part, MOST.field),
    'winharden/digest': createHash('sha256')
      .update(JSON.stringify({ ...content, created: undefined }))
      .digest('hex'),
  };
  return { ...content, updated: time, fields };
}
