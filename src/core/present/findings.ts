import type { NodeReport, Status } from '../report/model.ts';
import { STATUSES } from '../report/model.ts';
import type { NodeOutcome } from '../results/model.ts';
import type { ShownRun } from './model.ts';
import { requirementText, valueText } from './values.ts';
import { messageOf } from './waiver-text.ts';

/** What some nodes have in common on one control. */
interface Finding {
  status: Status;
  found: string;
  required: string;
  message: string;
  nodes: string[];
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

/** One list per control id: what each node found, nodes that found the same together. */
function collect({ result, reports }: ShownRun): Map<string, Map<string, Finding>> {
  const names = namesById({ result, reports });
  const byControl = new Map<string, Map<string, Finding>>();
  for (const [first, ...others] of alike({ result, reports })) {
    const named = [first, ...others].map(({ node }) => names.get(node.instanceId) ?? node.instanceId);
    for (const control of first.controls) {
      const { id, status, found, required } = control;
      const message = messageOf(result, first.node, control);
      const shown = { status, found: valueText(found), required: requirementText(required), message };
      const groups = byControl.get(id) ?? new Map<string, Finding>();
      const key = JSON.stringify(shown);
      const finding = groups.get(key) ?? { ...shown, nodes: [] };
      for (const name of named) finding.nodes.push(name);
      byControl.set(id, groups.set(key, finding));
    }
  }
  return byControl;
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
  const collected = collect(run);
  return run.result.controls.map(({ id, title, level, alsoMeets = [], nist = [] }) => ({
    id,
    title,
    level,
    alsoMeets,
    nist,
    findings: [...(collected.get(id)?.values() ?? [])].sort((a, b) => severity(a.status) - severity(b.status)),
  }));
}

/** How often each status was given, over all nodes and controls. */
export function statusTotals({ result }: ShownRun): { status: Status; count: number }[] {
  return STATUSES.map((status) => ({
    status,
    count: result.controls.reduce((sum, { statuses }) => sum + (statuses[status] ?? 0), 0),
  }));
}
