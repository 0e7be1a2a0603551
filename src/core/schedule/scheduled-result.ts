import { createHash } from 'node:crypto';
import type { Association } from '../ports.ts';
import type { NodeReport } from '../report/model.ts';
import { ControlCounter } from '../results/control-tally.ts';
import type { NodeOutcome, RunResult } from '../results/model.ts';
import { sumScores } from '../results/score.ts';
import type { RunSpec } from '../run/model.ts';
import { PREFIX } from './model.ts';

/** The id that a run of a schedule always has, whoever collects it. */
export function scheduledRunId(associationId: string, executionId: string, started: Date): string {
  const time = started.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  const suffix = createHash('sha256').update(`${associationId}/${executionId}`).digest('hex').slice(0, 6);
  return `${time}-${suffix}`;
}

/** What is known of a run of a schedule beside its nodes. */
export interface ScheduledFacts extends Pick<RunSpec, 'operation' | 'baseline' | 'planHash' | 'controls'> {
  runId: string;
  /** As it was when it ran. */
  association: Association;
  executionId: string;
  started: Date;
  finished: Date;
  folder: string;
  calls(): Record<string, number>;
}

/** The run of a schedule as the result of a run, which it is once all its nodes have ended. */
export class ScheduledResult {
  readonly #facts: ScheduledFacts;
  readonly #controls: ControlCounter;
  readonly #outcomes: NodeOutcome[] = [];

  constructor(facts: ScheduledFacts) {
    this.#facts = facts;
    this.#controls = new ControlCounter(facts.controls);
  }

  add(outcome: NodeOutcome, report: NodeReport | null): void {
    this.#outcomes.push(outcome);
    if (report) this.#controls.add(report);
  }

  result(): RunResult {
    const { runId, operation, baseline, planHash, association, executionId, folder, calls } = this.#facts;
    const [started, finished] = [this.#facts.started.toISOString(), this.#facts.finished.toISOString()];
    const outcomes = this.#outcomes.toSorted((one, other) => (one.instanceId < other.instanceId ? -1 : 1));
    const nodes = outcomes.map(({ instanceId }) => instanceId);
    const score = sumScores(outcomes.flatMap((node) => node.score ?? []));
    const { name, content, id } = association;
    return {
      runId,
      operation,
      baseline,
      plan: planHash,
      state: 'finished',
      started,
      finished,
      document: { name: content.document.name, version: content.document.version, hash: null },
      nodes: { selected: nodes.length, excluded: [], outcomes },
      waves: [{ number: 1, canary: false, commandIds: [id], nodes, started, finished, outcome: 'passed' }],
      controls: this.#controls.tally(),
      ...(score && { score }),
      aws: { calls: calls() },
      s3: content.s3,
      schedule: { name: name.slice(PREFIX.length), associationId: id, executionId },
      folder,
    };
  }
}
