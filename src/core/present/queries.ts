import { EXIT, WinhardenError } from '../errors.ts';
import { dayOf, RUN_ID } from '../run/run-id.ts';
import { databaseName } from './athena.ts';

export const QUERY_NAMES = ['non-compliant', 'scores', 'drift', 'history', 'open'] as const;
export type QueryName = (typeof QUERY_NAMES)[number];

export interface QueryChoice {
  database: string;
  /** Of how many days, where no run is named. */
  days: number;
  /** Only this run, or for drift the later of two. */
  run?: string;
  /** The earlier run of drift. */
  before?: string;
  control?: string;
}

export interface Query {
  name: QueryName;
  /** What it answers. */
  title: string;
  sql: string;
}

/**
 * Questions in SQL that Athena (Trino) and DuckDB both take. Without a run they go by what each node last reported, because
 * fleets are seldom visited in one run. Errors: InvalidName, InvalidRun.
 */
export function queriesFor(choice: QueryChoice): Query[] {
  const from = { ...choice, database: databaseName(choice.database), runs: runsOf(choice) };
  return QUERY_NAMES.map((name) => ({ name, title: QUERIES[name].title, sql: QUERIES[name].sql(from) }));
}

interface From extends QueryChoice {
  /** Already checked: they end in the text of the query. */
  runs: string[];
}

const QUERIES: Record<QueryName, { title: string; sql(from: From): string }> = {
  'non-compliant': {
    title: 'Controls that are not as required, those of the most nodes first',
    sql: (from) => `WITH ${last(from)}
SELECT c.baseline, c.control_id, max(c.title) AS title, max(c.level) AS level,
  sum(CASE WHEN c.status = 'NonCompliant' THEN 1 ELSE 0 END) AS non_compliant,
  sum(CASE WHEN c.status = 'Error' THEN 1 ELSE 0 END) AS errors,
  sum(CASE WHEN c.status NOT IN ('NotApplicable', 'Manual') THEN 1 ELSE 0 END) AS nodes
FROM ${from.database}.controls c
JOIN last_report l ON ${ofNode('c', 'l')}
WHERE ${within(from, 'c')}
GROUP BY c.baseline, c.control_id
HAVING sum(CASE WHEN c.status IN (${OPEN}) THEN 1 ELSE 0 END) > 0
ORDER BY non_compliant DESC, errors DESC, c.baseline, c.control_id`,
  },
  scores: {
    title: 'Nodes by score, the worst first',
    sql: (from) => `WITH ${last(from)}
SELECT n.instance_id, n.name, n.account, n.region, n.release, n.baseline, n.outcome, n.score, n.score_before_waivers,
  n.non_compliant, n.errors, n.waived, n.run_id
FROM ${from.database}.nodes n
JOIN last_report l ON ${ofNode('n', 'l')}
WHERE ${within(from, 'n')}
ORDER BY n.score ASC NULLS FIRST, n.instance_id, n.baseline`,
  },
  drift: {
    title: 'What was as required in one run and is not in the next, by node and control',
    sql: (all) => {
      const from = all.before === undefined ? { ...all, runs: [] } : all;
      const only = all.run === undefined ? '' : ` AND later.run_id = ${text(all.run)}`;
      return `WITH ${last(from)},
report_before AS (SELECT * FROM report WHERE age = 2)
SELECT later.instance_id, later.name, later.baseline, later.control_id, later.title,
  earlier.status AS was, earlier.found AS found_before, later.status AS is_now, later.found AS found_now, later.required,
  earlier.run_id AS run_before, later.run_id AS run_now
FROM last_report l
JOIN report_before b ON b.instance_id = l.instance_id AND b.baseline = l.baseline
JOIN ${from.database}.controls later ON ${ofNode('later', 'l')}
JOIN ${from.database}.controls earlier ON ${ofNode('earlier', 'b')} AND earlier.control_id = later.control_id
WHERE ${within(from, 'later')} AND ${within(from, 'earlier')}
  AND earlier.status IN (${MET}) AND later.status IN (${OPEN})${only}
ORDER BY later.instance_id, later.baseline, later.control_id`;
    },
  },
  history: {
    title: 'A control over time: on how many nodes it was as required in each run',
    sql: (from) => `SELECT c.control_id, c.baseline, c.day, c.run_id, c.operation,
  sum(CASE WHEN c.status IN (${MET}) THEN 1 ELSE 0 END) AS met,
  sum(CASE WHEN c.status = 'NonCompliant' THEN 1 ELSE 0 END) AS non_compliant,
  sum(CASE WHEN c.status = 'Waived' THEN 1 ELSE 0 END) AS waived,
  sum(CASE WHEN c.status = 'Error' THEN 1 ELSE 0 END) AS errors
FROM ${from.database}.controls c
WHERE ${within(from, 'c')}${from.control === undefined ? '' : ` AND c.control_id = ${text(from.control)}`}
GROUP BY c.control_id, c.baseline, c.day, c.run_id, c.operation
ORDER BY c.control_id, c.baseline, c.run_id`,
  },
  open: {
    title: 'What nobody vouches for: waived controls, those that could not be read or set, nodes without a report',
    sql: (from) => `WITH ${last(from)}
SELECT c.status AS what, c.instance_id, c.name, c.baseline, c.control_id, c.title, c.without_waiver, c.message AS reason
FROM ${from.database}.controls c
JOIN last_report l ON ${ofNode('c', 'l')}
WHERE ${within(from, 'c')} AND c.status IN ('Waived', 'Error')
UNION ALL
SELECT n.outcome, n.instance_id, n.name, n.baseline, NULL, NULL, NULL, n.reason
FROM ${from.database}.nodes n
JOIN (${latest(from, "outcome <> 'NotSent'")}) v ON ${ofNode('n', 'v')}
WHERE ${within(from, 'n')} AND v.age = 1 AND n.outcome = 'NoReport'
ORDER BY what, instance_id, control_id`,
  },
};

const MET = "'Compliant', 'Remediated'";
const OPEN = "'NonCompliant', 'Error'";
const REPORTED = "outcome NOT IN ('NoReport', 'NotSent')";

/** Each node's last run that brought a report. A rollback has no verdict. */
const last = (from: From) => `report AS (${latest(from, REPORTED)}),
last_report AS (SELECT * FROM report WHERE age = 1)`;

/** Run ids begin with their time, so that they sort. */
function latest(from: From, which: string): string {
  const until = from.run === undefined ? '' : ` AND run_id <= ${text(from.run)}`;
  return `
  SELECT instance_id, baseline, run_id,
    row_number() OVER (PARTITION BY instance_id, baseline ORDER BY run_id DESC) AS age
  FROM ${from.database}.nodes
  WHERE ${within(from)}${until} AND operation <> 'rollback' AND ${which}
`;
}

const ofNode = (a: string, b: string) =>
  `${a}.run_id = ${b}.run_id AND ${a}.instance_id = ${b}.instance_id AND ${a}.baseline = ${b}.baseline`;

/** Always by day, so that no other is read. */
function within({ runs, days }: From, alias?: string): string {
  const column = (name: string) => (alias ? `${alias}.${name}` : name);
  if (runs.length === 0) {
    return `${column('day')} >= CAST(CAST(current_date - INTERVAL '${days}' DAY AS date) AS varchar)`;
  }
  const its = [...new Set(runs.map(dayOf))].map(text).join(', ');
  return `${column('day')} IN (${its}) AND ${column('run_id')} IN (${runs.map(text).join(', ')})`;
}

function runsOf({ run, before }: QueryChoice): string[] {
  const runs = [before, run].filter((id) => id !== undefined);
  const wrong = runs.find((id) => !RUN_ID.test(id));
  if (wrong === undefined && (before === undefined || run !== undefined)) return runs;
  throw new WinhardenError({
    code: 'InvalidRun',
    message: wrong === undefined ? '--before goes with --run' : `"${wrong}" is no run id`,
    suggestions: ['winharden run list shows those that this machine keeps'],
    exit: EXIT.usage,
  });
}

/** A text in SQL; quotes are its only danger. */
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
