import type { ControlResult } from '../report/model.ts';
import type { NodeOutcome, RunResult } from '../results/model.ts';
import { MET, type NodeFindings, OPEN, type Seen, type Sighting, seenIn } from './model.ts';

/** A control of a node that is not met now. */
export interface Trace {
  instanceId: string;
  id: string;
  now: Sighting;
  first: Seen;
  /** Where it was met last; null where no run has seen it met. */
  before: Sighting | null;
  putBack?: Seen;
}

interface NodeSearch {
  /** Whether an older run can say nothing new of how the node is now. */
  known: boolean;
  /** Controls of which it is known, as long as it is not of all. */
  ids: Set<string>;
  traces: Map<string, Trace>;
}

/** Outcomes of nodes that told of every control of the plan. */
const WHOLE: readonly NodeOutcome['outcome'][] = ['Compliant', 'Remediated', 'NonCompliant'];

/**
 * Looks for controls that were met and are not now, from the newest run back to the oldest. So only what is not met now is kept in
 * mind, however many runs there are. A run of a part of the baseline, and a node that failed, say nothing of the other controls.
 */
export class ChangeSearch {
  readonly #nodes = new Map<string, NodeSearch>();

  /** Takes the next older run. */
  add(result: RunResult, findings: NodeFindings[]): void {
    const outcomes = new Map(result.nodes.outcomes.map((node) => [node.instanceId, node.outcome]));
    for (const { instanceId, controls: said } of findings) {
      // A part may ask for a control on some nodes only, and so says of others that it does not apply.
      const controls = result.partOf === undefined ? said : said.filter(({ status }) => status !== 'NotApplicable');
      const node = this.#node(instanceId);
      if (result.operation === 'rollback') putBack(node, result, controls);
      else {
        const outcome = outcomes.get(instanceId);
        goOn(node, result, controls);
        if (!node.known) begin(node, instanceId, result, controls);
        node.known ||= result.partOf === undefined && outcome !== undefined && WHOLE.includes(outcome);
      }
    }
  }

  /** Whether the next older run has something new to tell: of a node, or of a control that it or an older run (`met`) found met. */
  wants({ operation, nodes }: RunResult, met: ReadonlySet<string>): boolean {
    const isNew = ({ instanceId, outcome }: NodeOutcome) =>
      outcome !== 'NotSent' && outcome !== 'NoReport' && !this.#nodes.get(instanceId)?.known;
    if (operation !== 'rollback' && nodes.outcomes.some(isNew)) return true;
    return this.#traces().some(({ id, before }) => before === null && met.has(id));
  }

  /** The controls that are not met now and were once. */
  changed(): (Trace & { before: Sighting })[] {
    return this.#traces().filter(wasMet);
  }

  /** The controls that are not as required now, whether they ever were or not. */
  open(): Trace[] {
    return this.#traces().filter(({ now }) => OPEN.includes(now.status));
  }

  #traces(): Trace[] {
    return [...this.#nodes.values()].flatMap(({ traces }) => [...traces.values()]);
  }

  #node(instanceId: string): NodeSearch {
    const node = this.#nodes.get(instanceId) ?? { known: false, ids: new Set(), traces: new Map() };
    this.#nodes.set(instanceId, node);
    return node;
  }
}

const wasMet = (trace: Trace): trace is Trace & { before: Sighting } => trace.before !== null;

/** Looks further back for what is not met now. */
function goOn({ traces }: NodeSearch, result: RunResult, controls: ControlResult[]): void {
  if (traces.size === 0) return;
  for (const control of controls) {
    const trace = traces.get(control.id);
    if (!trace || trace.before) continue;
    if (MET.includes(control.status)) trace.before = sighting(result, control);
    else if (!trace.putBack && isAlike(control, trace.now)) trace.first = seenIn(result);
  }
}

function begin(node: NodeSearch, instanceId: string, result: RunResult, controls: ControlResult[]): void {
  for (const control of controls) {
    const { id, status } = control;
    if (node.ids.has(id)) continue;
    node.ids.add(id);
    if (MET.includes(status)) continue;
    node.traces.set(id, { instanceId, id, now: sighting(result, control), first: seenIn(result), before: null });
  }
}

/** A rollback takes back what a run had set, so that what is found since is what somebody wanted. */
function putBack({ traces }: NodeSearch, result: RunResult, controls: ControlResult[]): void {
  for (const { id, status } of controls) {
    const trace = traces.get(id);
    if (trace && !trace.before && MET.includes(status)) trace.putBack ??= seenIn(result);
  }
}

const isAlike = ({ status }: ControlResult, now: Sighting) =>
  status === now.status || (OPEN.includes(status) && OPEN.includes(now.status));

function sighting(result: RunResult, { status, found, required, message }: ControlResult): Sighting {
  return { ...seenIn(result), status, found, required, ...(message !== undefined && { message }) };
}
