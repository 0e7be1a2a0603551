import { RELEASES, type Release } from '../baseline/model.ts';
import { yamlComment, yamlFlow } from '../gpo/yaml-text.ts';
import type { NodeReport, Status } from '../report/model.ts';
import { type ControlFindings, controlFindings } from './findings.ts';
import type { ShownRun } from './model.ts';
import { schemaAddress } from './starter.ts';

/** A waiver that somebody might want, for one control of a run. Its reason is for them to give. */
export interface WaiverProposal extends Pick<ControlFindings, 'id' | 'title' | 'level' | 'findings'> {
  /** On which nodes, where others meet the control: by release where that tells them apart, else by id. */
  when?: { release: Release[] };
  nodes?: { instanceIds: string[] };
}

export interface ProposalInput {
  run: ShownRun;
  /** Which controls and nodes are looked at. */
  isWanted(controlId: string): boolean;
  isChosen(instanceId: string): boolean;
}

const OPEN: readonly Status[] = ['NonCompliant', 'Error'];

/** One for each control that chosen nodes do not meet. */
export function proposeWaivers({ run, isWanted, isChosen }: ProposalInput): WaiverProposal[] {
  const chosen = { ...run, reports: run.reports.filter(({ node }) => isChosen(node.instanceId)) };
  return controlFindings(chosen).flatMap(({ id, title, level, findings }) => {
    const open = findings.filter(({ status }) => OPEN.includes(status));
    if (open.length === 0 || !isWanted(id)) return [];
    return [{ id, title, level, ...placeOf(id, run.reports, isChosen), findings: open }];
  });
}

function placeOf(id: string, reports: ShownRun['reports'], isChosen: ProposalInput['isChosen']) {
  const concerned = reports.filter((report) => statusOf(report, id) !== 'NotApplicable');
  const isMeant = (report: NodeReport) => isChosen(report.node.instanceId) && OPEN.includes(statusOf(report, id));
  const meant = concerned.filter(isMeant);
  if (meant.length === concerned.length) return {};
  const release = RELEASES.filter((one) => meant.some(({ node }) => node.release === one));
  const ofRelease = concerned.filter(({ node }) => release.some((one) => one === node.release));
  return ofRelease.length === meant.length
    ? { when: { release } }
    : { nodes: { instanceIds: meant.map(({ node }) => node.instanceId) } };
}

function statusOf({ controls }: NodeReport, wanted: string): Status {
  return controls.find(({ id }) => id === wanted)?.status ?? 'NotApplicable';
}

export interface WaiverFile {
  version: string;
  run: ShownRun['result'];
  proposals: WaiverProposal[];
  owner?: string;
  ticket?: string;
  expires?: string;
}

/** Nodes that a comment names; the rest is counted. */
const MOST_NODES = 10;

/** The proposals as a winharden.yaml that is not valid before each has a reason: nobody is to waive blindly. */
export function waiverFile({ version, run, proposals, ...common }: WaiverFile): string {
  const { runId, operation, baseline, started } = run;
  return [
    `# yaml-language-server: $schema=${schemaAddress(version, 'config')}`,
    yamlComment(`Proposed from the run ${runId}: ${operation} of ${baseline}, ${started}.`),
    '# Delete what is to be enforced, and give a reason for what is not: without one the file is refused.',
    proposals.length > 0 ? 'waivers:' : 'waivers: []',
    ...proposals.flatMap((proposal) => waiverLines(proposal, common)),
    '',
  ].join('\n');
}

function waiverLines(
  { id, title, level, when, nodes, findings }: WaiverProposal,
  common: Pick<WaiverFile, 'owner' | 'ticket' | 'expires'>,
): string[] {
  const keys = { ...common, when, nodes };
  const told = Object.entries(keys).filter(([, value]) => value !== undefined);
  return [
    `  ${yamlComment(`${id} ${title} (${level})`)}`,
    ...findings.map((finding) => `  ${yamlComment(`- ${findingText(finding)}`)}`),
    `  - controls: ${yamlFlow([id])}`,
    '    reason: ""',
    ...told.map(([key, value]) => `    ${key}: ${yamlFlow(value)}`),
  ];
}

function findingText({ status, found, required, message, nodes }: ControlFindings['findings'][number]): string {
  const more = nodes.length - MOST_NODES;
  const where = `${nodes.slice(0, MOST_NODES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `${status} on ${where}: found ${found}, required ${required}${message ? `; ${message}` : ''}`;
}
