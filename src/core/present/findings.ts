import type { NodeReport, Status } from '../report/model.ts';
import { STATUSES } from '../report/model.ts';
import type { NodeOutcome, RunResult } from '../results/model.ts';
import type { ShownRun } from './model.ts';
import { requirementText, valueText } from './values.ts';
import { messageOf } from './waiver-text.ts';

/** What some nodes have in common on one control. */
interface Finding {
  status: Status;
  found: string;
  required: string;
  message: string;
  nodes: readonly string[];
}

export interface ControlFindings {
  id: string;
  title: string;
  level: string;
  alsoMeets: string[];
  nist: string[];
  findings: Finding[];
}

/** Worst first: the order in which a reader wants to see them. */
const SEVERITY: readonly Status[] = [
  'Error',
  'NonCompliant',
  'Remediated',
  'Waived',
  'Manual',
  'NotApplicable',
  'Compliant',
];
const severity = (status: Status) => SEVERITY.indexOf(status);

/** `web-1 (i-0123…)`, or the id alone. */
export const nodeName = ({ instanceId, name }: Pick<NodeOutcome, 'instanceId' | 'name'>) =>
  name && name !== instanceId ? `${name} (${instanceId})` : instanceId;

function namesById({ result, reports }: ShownRun): Map<string, string> {
  const reported = reports.map(
    ({ node }) => [node.instanceId, nodeName({ ...node, name: node.computerName })] as const,
  );
  return new Map([...reported, ...result.nodes.outcomes.map((node) => [node.instanceId, nodeName(node)] as const)]);
}

/** A finding, and which of the groups of nodes made it, by their numbers. */
interface Made {
  finding: Omit<Finding, 'nodes'>;
  groups: number[];
}

/** By control id: what was found, what is the same together. */
function collect(result: RunResult, groups: Alike[]): Map<string, Map<string, Made>> {
  const byControl = new Map<string, Map<string, Made>>();
  for (const [number, [first]] of groups.entries()) {
    for (const control of first.controls) {
      const { id, status, found, required } = control;
      const message = messageOf(result, first.node, control);
      const finding = { status, found: valueText(found), required: requirementText(required), message };
      const known = byControl.get(id) ?? new Map<string, Made>();
      const key = JSON.stringify(finding);
      const made = known.get(key) ?? { finding, groups: [] };
      made.groups.push(number);
      byControl.set(id, known.set(key, made));
    }
  }
  return byControl;
}

/** The nodes of some groups. Most findings are those of the same groups, and share one list: a fleet's names take room. */
function nodesOf(groups: Alike[], names: Map<string, string>): (numbers: number[]) => readonly string[] {
  const lists = new Map<string, readonly string[]>();
  return (numbers) => {
    const key = numbers.join();
    const known = lists.get(key);
    if (known) return known;
    const reports = numbers.flatMap((number) => groups[number] ?? []);
    const list = reports.map(({ node }) => names.get(node.instanceId) ?? node.instanceId);
    lists.set(key, list);
    return list;
  };
}

type Alike = [NodeReport, ...NodeReport[]];

/** Reports that share one list of controls (a ReportShelf sees to that), unless what is said of it differs from node to node. */
function alike({ result: { waivers = [] }, reports }: ShownRun): Alike[] {
  const byNode = waivers.some(({ state }) => state === 'expired');
  const groups = Map.groupBy<unknown, NodeReport>(reports, (report) => (byNode ? report : report.controls));
  return [...groups.values()] as Alike[];
}

/** Every control of the run in the plan's order, with what the nodes found, worst first. */
export function controlFindings(run: ShownRun): ControlFindings[] {
  const groups = alike(run);
  const collected = collect(run.result, groups);
  const nodes = nodesOf(groups, namesById(run));
  return run.result.controls.map(({ id, title, level, alsoMeets = [], nist = [] }) => ({
    id,
    title,
    level,
    alsoMeets,
    nist,
    findings: [...(collected.get(id)?.values() ?? [])]
      .sort((a, b) => severity(a.finding.status) - severity(b.finding.status))
      .map(({ finding, groups }) => ({ ...finding, nodes: nodes(groups) })),
  }));
}

/** How often each status was given, over all nodes and controls. */
export function statusTotals({ result }: ShownRun): { status: Status; count: number }[] {
  return STATUSES.map((status) => ({
    status,
    count: result.controls.reduce((sum, { statuses }) => sum + (statuses[status] ?? 0), 0),
  }));
}
