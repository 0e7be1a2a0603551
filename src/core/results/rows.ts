import type { ResolvedControl } from '../baseline/model.ts';
import type { Operation } from '../plan/model.ts';
import type { ControlResult, NodeReport } from '../report/model.ts';
import type { Row } from './columns.ts';
import type { NodeOutcome } from './model.ts';

/** What all rows of a run have in common. */
export interface RunFacts {
  runId: string;
  operation: Operation;
  baseline: string;
  planHash: string;
  /** Where the nodes are that say nothing else. */
  account: string;
  region: string;
  controls: Pick<ResolvedControl, 'id' | 'title' | 'level' | 'when'>[];
}

/** Longer values say little to SQL; the whole stands in the node's report. */
const MOST_CHARACTERS = 1000;

/** The row of a node as it ended, with a report or without. */
export function nodeRow(facts: RunFacts, node: NodeOutcome, report?: NodeReport): Row<'nodes'> {
  const { score } = node;
  return {
    ...common(facts, node),
    plan: facts.planHash,
    wave: node.wave,
    outcome: node.outcome,
    reason: node.reason ?? null,
    report_problem: node.reportProblem ?? null,
    ssm_status: node.ssmStatus ?? null,
    ...factsOf(report),
    compliant: node.compliant,
    non_compliant: node.nonCompliant,
    remediated: node.remediated,
    waived: node.waived,
    not_applicable: node.notApplicable,
    manual: node.manual,
    errors: node.errors,
    changes: node.changes,
    score: score?.afterWaivers.percent ?? null,
    score_before_waivers: score?.beforeWaivers.percent ?? null,
    reboot_required: node.rebootRequired,
    report_key: node.report?.key ?? null,
    report_sha256: node.report?.sha256 ?? null,
  };
}

function factsOf(report: NodeReport | undefined) {
  return {
    started: report?.started ?? null,
    finished: report?.finished ?? null,
    computer_name: report?.node.computerName ?? null,
    release: report?.node.release ?? null,
    build: report?.node.build ?? null,
    role: report?.node.role ?? null,
    core: report?.node.core ?? null,
    domain_joined: report?.node.domainJoined ?? null,
    container_host: report?.node.containerHost ?? null,
  };
}

/** Rows of controls as JSON lines. What repeats is put into JSON once: a fleet has millions of these. */
export class ControlRows {
  readonly #facts: RunFacts;
  readonly #byRelease = new Map<number, Map<string, string>>();

  constructor(facts: RunFacts) {
    this.#facts = facts;
  }

  /** All rows of a node, each line with its end. */
  lines(node: NodeOutcome, { node: { release }, controls }: NodeReport): string {
    const head = inner({ ...common(this.#facts, node), release });
    const known = this.#knownOf(release);
    return controls.map((control) => `{${head},${this.#nameOf(known, control.id)},${rest(control)}}\n`).join('');
  }

  #nameOf(known: Map<string, string>, id: string): string {
    const text = known.get(id) ?? inner({ control_id: id, level: null, title: null });
    known.set(id, text);
    return text;
  }

  /** Releases may give one id to different controls. */
  #knownOf(release: number): Map<string, string> {
    const known = this.#byRelease.get(release) ?? new Map<string, string>();
    if (known.size === 0) {
      for (const { id, level, title, when } of this.#facts.controls) {
        const here = when?.release === undefined || (when.release as readonly number[]).includes(release);
        if (here || !known.has(id)) known.set(id, inner({ control_id: id, level, title }));
      }
      this.#byRelease.set(release, known);
    }
    return known;
  }
}

const rest = ({ status, withoutWaiver, found, required, message }: ControlResult) =>
  inner({
    status,
    without_waiver: withoutWaiver ?? null,
    found: asText(found),
    required: asText(required),
    message: message ?? null,
  } satisfies Partial<Row<'controls'>>);

/** A node of a run over several locations is where it is; any other is where the run is. */
function common({ runId, operation, baseline, ...home }: RunFacts, { instanceId, location, name }: NodeOutcome) {
  const [account = '', region = ''] = location?.split('/') ?? [home.account, home.region];
  return { run_id: runId, operation, baseline, account, region, instance_id: instanceId, name: name ?? null };
}

/** What a node says, as text: JSON, and cut where it is long. */
function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}

/** The members of a JSON object without its braces. */
const inner = (value: object) => JSON.stringify(value).slice(1, -1);
