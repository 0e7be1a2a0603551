import type { NodeOutcome, RunResult } from '../results/model.ts';
import { type Drift, type KnownNode, knownNode, type Seen, seenIn } from './model.ts';

/** What is known of a node over several runs. */
interface Course {
  node: KnownNode;
  first: Seen;
  /** The last run that found it. */
  last: Seen;
  lastReport: Seen | null;
  outcome: NodeOutcome;
}

/** Runs that asked for the same nodes in the same way, the oldest first. */
type Selection = RunResult[];

/**
 * Nodes that came, went or fell silent. Only runs that asked for nodes by the same tags or group can tell that one is new or gone:
 * others did not ask for it. `results`: of one baseline, the oldest first. `of`: the run whose selection alone is meant.
 */
export function nodeMoves(results: RunResult[], of?: RunResult): Pick<Drift, 'newNodes' | 'goneNodes' | 'silentNodes'> {
  const courses = coursesOf(results);
  const selections = selectionsOf(results).filter((selection) => !of || selection.at(-1)?.runId === of.runId);
  const gone = selections.flatMap((selection) => goneOf(selection, courses));
  const isGone = new Set(gone);
  const taken = [...courses.values()].filter(
    (course) => course.outcome.terminated && !isGone.has(course) && (!of || course.last.runId === of.runId),
  );
  const silent = [...courses.values()].filter((course) => !isGone.has(course) && !course.outcome.terminated);
  return {
    newNodes: selections
      .flatMap((selection) => newOf(selection, courses))
      .map(({ node, first }) => ({ ...node, first })),
    goneNodes: [...gone, ...taken].map(({ node, last }) => ({ ...node, last })),
    silentNodes: silent.flatMap((course) => {
      const reason = whySilent(course, results);
      return reason === null ? [] : [{ ...course.node, reason, last: course.lastReport }];
    }),
  };
}

function coursesOf(results: RunResult[]): Map<string, Course> {
  const courses = new Map<string, Course>();
  for (const result of results) {
    const seen = seenIn(result);
    for (const outcome of result.nodes.outcomes) {
      if (outcome.outcome === 'NotSent') continue;
      const known = courses.get(outcome.instanceId);
      courses.set(outcome.instanceId, {
        node: knownNode(outcome),
        first: known?.first ?? seen,
        last: seen,
        lastReport: outcome.outcome === 'NoReport' ? (known?.lastReport ?? null) : seen,
        outcome,
      });
    }
  }
  return courses;
}

function selectionsOf(results: RunResult[]): Selection[] {
  const byName = results.filter(({ selector, partOf }) => selector && selector.by !== 'ids' && partOf === undefined);
  const place = ({ selector, where }: RunResult) => JSON.stringify([selector, where]);
  return [...Map.groupBy(byName, place).values()].filter(({ length }) => length > 1);
}

const idsOf = ({ nodes }: RunResult) => [...nodes.outcomes, ...nodes.excluded].map(({ instanceId }) => instanceId);

/** Found first by the last run of a selection. */
function newOf(selection: Selection, courses: Map<string, Course>): Course[] {
  const last = selection.at(-1) as RunResult;
  return idsOf(last).flatMap((id) => {
    const course = courses.get(id);
    return course?.first.runId === last.runId ? [course] : [];
  });
}

/** Asked for by an earlier run of a selection, found neither by its last one nor by any run since. */
function goneOf(selection: Selection, courses: Map<string, Course>): Course[] {
  const last = selection.at(-1) as RunResult;
  const there = new Set(idsOf(last));
  const before = new Set(selection.flatMap(({ nodes }) => nodes.outcomes.map(({ instanceId }) => instanceId)));
  return [...before].flatMap((id) => {
    const course = courses.get(id);
    return course && !there.has(id) && course.last.at < last.started ? [course] : [];
  });
}

function whySilent({ node, last, outcome }: Course, results: RunResult[]): string | null {
  const since = results.filter(({ started }) => started > last.at);
  const excluded = since
    .flatMap(({ nodes }) => nodes.excluded)
    .findLast(({ instanceId }) => instanceId === node.instanceId);
  if (excluded) return excluded.reason;
  return outcome.outcome === 'NoReport' ? (outcome.reason ?? 'no report') : null;
}
