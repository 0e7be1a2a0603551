import { tagKeys } from '../fleet/selector.ts';
import type { RunResult } from '../results/model.ts';
import { type Score, sumScores } from '../results/score.ts';
import type { PastRun } from './model.ts';

/** What a run amounted to, for all its nodes or for those of one group. */
export interface HistoryPoint extends Pick<RunResult, 'runId' | 'operation' | 'started'> {
  /** Nodes, and those that gave a report. */
  nodes: number;
  reported: number;
  /** Of these, those whose report came with a later run; missing where there are none. */
  late?: number;
  score: Score | null;
  /** Percent after waivers, more than in the run before. */
  change: number | null;
}

/** One baseline over time. */
export interface HistoryLine {
  baseline: string;
  /** Value of the tag that nodes are grouped by; null of nodes without it, and where they are not grouped. */
  group: string | null;
  /** The oldest first. */
  points: HistoryPoint[];
}

/**
 * Scores over time, by baseline and, where a tag is named, by its values. `runs`: the newest first. Rollbacks have no score, and that
 * of a part of a baseline says nothing of the whole.
 */
export async function historyOf(runs: PastRun[], tag?: string): Promise<HistoryLine[]> {
  const lines = new Map<string, HistoryLine>();
  for (const run of runs.toReversed()) {
    const { result } = run;
    if (result.operation === 'rollback' || result.partOf !== undefined) continue;
    for (const [group, outcomes] of await groupsOf(run, tag)) {
      const key = JSON.stringify([result.baseline, group]);
      const line = lines.get(key) ?? { baseline: result.baseline, group, points: [] };
      lines.set(key, line);
      line.points.push(pointOf(result, outcomes, line.points.at(-1)));
    }
  }
  return [...lines.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

type Outcomes = RunResult['nodes']['outcomes'];

async function groupsOf({ result, tags }: PastRun, tag: string | undefined): Promise<Map<string | null, Outcomes>> {
  const { outcomes } = result.nodes;
  if (tag === undefined) return new Map([[null, outcomes]]);
  const known = await tags();
  const keys = tagKeys(tag);
  return Map.groupBy(outcomes, ({ instanceId }) => {
    const its = known[instanceId] ?? {};
    return keys.map((key) => its[key]).find((value) => value !== undefined) ?? null;
  });
}

function pointOf({ runId, operation, started }: RunResult, outcomes: Outcomes, before?: HistoryPoint): HistoryPoint {
  const scores = outcomes.flatMap(({ score }) => score ?? []);
  const score = sumScores(scores) ?? null;
  const late = outcomes.filter(({ report }) => report?.late).length;
  return {
    runId,
    operation,
    started,
    nodes: outcomes.length,
    reported: scores.length,
    ...(late > 0 && { late }),
    score,
    change: changeOf(score, before),
  };
}

function changeOf(score: Score | null, before: HistoryPoint | undefined): number | null {
  const [now, then] = [score?.afterWaivers.percent, before?.score?.afterWaivers.percent];
  if (now === undefined || now === null || then === undefined || then === null) return null;
  return Math.round((now - then) * 10) / 10;
}

const nameOf = ({ baseline, group }: HistoryLine) => `${baseline}\n${group ?? '\uffff'}`;
