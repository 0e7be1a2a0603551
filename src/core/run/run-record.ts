import type { Fleet, Wave } from '../fleet/model.ts';
import type { NodeReport } from '../report/model.ts';
import { ControlCounter } from '../results/control-tally.ts';
import type { NodeOutcome, RunResult, WaveResult } from '../results/model.ts';
import { outcomeWithoutReport } from '../results/node-outcome.ts';
import { sumScores } from '../results/score.ts';
import { WaiverCounter } from '../results/waiver-use.ts';
import type { RunSpec } from './model.ts';
import type { Published } from './publish-document.ts';

interface Facts {
  runId: string;
  started: string;
  folder: string;
  document: Published | null;
  /** Which wave each node is meant for. */
  waves: Wave[];
  calls(): Record<string, number>;
}

/** What is known of a run so far; a RunResult can be taken from it at any moment. */
export class RunRecord {
  readonly #spec: RunSpec;
  readonly #fleet: Fleet;
  readonly #facts: Facts;
  readonly #outcomes: Map<string, NodeOutcome>;
  readonly #controls: ControlCounter;
  readonly #waivers: WaiverCounter;
  readonly #waves: WaveResult[] = [];
  readonly #atWork = new Set<string>();
  readonly #privateDns: ReadonlyMap<string, string>;

  constructor(spec: RunSpec, fleet: Fleet, facts: Facts) {
    this.#spec = spec;
    this.#fleet = fleet;
    this.#facts = facts;
    this.#controls = new ControlCounter(spec.controls);
    this.#waivers = new WaiverCounter(spec.waivers);
    this.#privateDns = new Map(
      fleet.nodes.flatMap(({ instanceId, privateDns }) => (privateDns ? [[instanceId, privateDns]] : [])),
    );
    const waveOf = new Map(facts.waves.flatMap(({ number, nodes }) => nodes.map((id) => [id, number])));
    this.#outcomes = new Map(
      fleet.nodes.map((node) => [node.instanceId, notSentYet(node, waveOf.get(node.instanceId) ?? 0)]),
    );
  }

  get selected(): number {
    return this.#fleet.nodes.length;
  }

  nameOf(instanceId: string): string | undefined {
    return this.#outcomes.get(instanceId)?.name;
  }

  /** These may be at work from now on. */
  sentTo(ids: string[]): void {
    for (const id of ids) this.#atWork.add(id);
  }

  notSentTo(ids: string[]): void {
    for (const id of ids) this.#atWork.delete(id);
  }

  /** EC2's private DNS name; a hybrid node has none. */
  privateDnsOf(instanceId: string): string | undefined {
    return this.#privateDns.get(instanceId);
  }

  nodeEnded(node: NodeOutcome, report?: NodeReport): void {
    this.#outcomes.set(node.instanceId, node);
    this.#atWork.delete(node.instanceId);
    if (!report) return;
    this.#controls.add(report);
    this.#waivers.add(report);
  }

  waveEnded(wave: WaveResult): void {
    this.#waves.push(wave);
  }

  /** Nodes that have ended, however they did. */
  ended(): NodeOutcome[] {
    return [...this.#outcomes.values()].filter(({ outcome }) => outcome !== 'NotSent');
  }

  /** Ids of the canary. */
  get canary(): ReadonlySet<string> {
    return new Set(this.#facts.waves.find((wave) => wave.canary)?.nodes);
  }

  result(state: RunResult['state'], finished: Date | null): RunResult {
    const { operation, baseline, planHash, options, document, heldBack, overlays } = this.#spec;
    const published = this.#facts.document;
    const outcomes = [...this.#outcomes.values()].map((node) =>
      this.#atWork.has(node.instanceId) ? notHeardOf(node) : node,
    );
    const score = sumScores(outcomes.flatMap((node) => node.score ?? []));
    const allReported = state === 'finished' && outcomes.every(({ report }) => report !== undefined);
    return {
      runId: this.#facts.runId,
      operation,
      baseline,
      plan: planHash,
      state,
      started: this.#facts.started,
      finished: finished?.toISOString() ?? null,
      document: { name: document.name, version: published?.version ?? null, hash: published?.hash ?? null },
      nodes: {
        selected: this.selected,
        excluded: this.#fleet.excluded,
        outcomes,
      },
      waves: [...this.#waves],
      controls: this.#controls.tally(),
      ...(score && { score }),
      waivers: this.#waivers.tally(allReported),
      heldBack,
      overlays,
      aws: { calls: this.#facts.calls() },
      s3: options.bucket ? { bucket: options.bucket, prefix: options.prefix } : null,
      folder: this.#facts.folder,
    };
  }
}

const notSentYet = ({ instanceId, name }: { instanceId: string; name?: string }, wave: number) =>
  outcomeWithoutReport({ instanceId, ...(name ? { name } : {}), wave }, 'NotSent', 'the run ended before its wave');

const notHeardOf = ({ instanceId, name, wave }: NodeOutcome) =>
  outcomeWithoutReport(
    { instanceId, ...(name ? { name } : {}), wave },
    'NoReport',
    'sent to, and not known to have ended',
  );
