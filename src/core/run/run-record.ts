import { type Candidate, type Fleet, GROUP_TAG, type Wave } from '../fleet/model.ts';
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
  readonly #nodes: Map<string, Candidate>;
  #lastWave: Wave | undefined;
  #executionId: string | null = null;
  readonly #atWork = new Set<string>();

  constructor(spec: RunSpec, fleet: Fleet, facts: Facts) {
    this.#spec = spec;
    this.#fleet = fleet;
    this.#facts = facts;
    this.#controls = new ControlCounter(spec.controls);
    this.#waivers = new WaiverCounter(spec.waivers);
    this.#lastWave = facts.waves.at(-1);
    this.#nodes = new Map(fleet.nodes.map((node) => [node.instanceId, node]));
    const waveOf = new Map(facts.waves.flatMap(({ number, nodes }) => nodes.map((id) => [id, number])));
    this.#outcomes = new Map(
      fleet.nodes.map((node) => [node.instanceId, notSentYet(node, waveOf.get(node.instanceId) ?? 0)]),
    );
  }

  get selected(): number {
    return this.#nodes.size;
  }

  get lastWave(): Wave | undefined {
    return this.#lastWave;
  }

  nameOf(instanceId: string): string | undefined {
    return this.#outcomes.get(instanceId)?.name;
  }

  locationOf(instanceId: string): string | undefined {
    return this.#outcomes.get(instanceId)?.location;
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
    return this.#nodes.get(instanceId)?.privateDns;
  }

  /** EC2's; undefined for a node of another run. */
  tagsOf(instanceId: string): Record<string, string> | undefined {
    return this.#nodes.get(instanceId)?.tags;
  }

  /** Nodes of the run in an Auto Scaling group. */
  sizeOf(group: string): number {
    return [...this.#nodes.values()].filter(({ tags }) => tags[GROUP_TAG] === group).length;
  }

  /** Whether it was found when the run began or has joined it since. */
  knows(instanceId: string): boolean {
    return this.#nodes.has(instanceId) || this.#fleet.excluded.some((node) => node.instanceId === instanceId);
  }

  /** Whether EC2 took it away before anything was sent to it. */
  leftBeforeItsTurn(instanceId: string): boolean {
    const node = this.#outcomes.get(instanceId);
    return node?.outcome === 'NotSent' && node.terminated === true;
  }

  /** Takes in nodes that joined during the run. */
  join(wave: Wave, nodes: Candidate[]): void {
    this.#lastWave = wave;
    for (const node of nodes) {
      this.#nodes.set(node.instanceId, node);
      this.#outcomes.set(node.instanceId, notSentYet(node, wave.number));
    }
  }

  nodeEnded(node: NodeOutcome, report?: NodeReport): void {
    this.#outcomes.set(node.instanceId, node);
    this.#atWork.delete(node.instanceId);
    if (!report) return;
    this.#controls.add(report);
    this.#waivers.add(report);
  }

  /** The execution that sends for this run. */
  automation(executionId: string): void {
    this.#executionId = executionId;
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
    const { operation, baseline, planHash, options, document, heldBack, overlays, selector, policy, partOf } =
      this.#spec;
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
      document: {
        name: published?.name ?? document.name,
        version: published?.version ?? null,
        hash: published?.hash ?? null,
      },
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
      ...(options.where && { where: options.where }),
      selector,
      ...(policy && { policy }),
      ...(partOf !== undefined && { partOf }),
      ...(this.#executionId !== null && { automation: { executionId: this.#executionId } }),
      folder: this.#facts.folder,
    };
  }
}

const identityOf = ({ instanceId, location, name }: Pick<NodeOutcome, 'instanceId' | 'location' | 'name'>) => ({
  instanceId,
  ...(location && { location }),
  ...(name ? { name } : {}),
});

const notSentYet = (node: Candidate, wave: number) =>
  outcomeWithoutReport({ ...identityOf(node), wave }, 'NotSent', 'the run ended before its wave');

const notHeardOf = (node: NodeOutcome) =>
  outcomeWithoutReport({ ...identityOf(node), wave: node.wave }, 'NoReport', 'sent to, and not known to have ended');
