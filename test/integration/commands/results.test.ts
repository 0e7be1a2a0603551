import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { TABLES } from '../../../src/core/results/columns.ts';
import { FAST_LAB, follows, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

interface Control {
  id: string;
  status: string;
}
interface Run {
  runId: string;
  folder: string;
  nodes: {
    outcomes: {
      instanceId: string;
      outcome: string;
      reason?: string;
      report?: { key?: string };
      score?: { afterWaivers: { percent: number } };
    }[];
  };
}
interface Sql {
  statements: { name: string; sql: string }[];
  queries: { name: string; title: string; sql: string }[];
}
type Row = Record<string, unknown>;

const MET = ['Compliant', 'Remediated'];
const OPEN = ['NonCompliant', 'Error'];

/** The rows of three runs in a lab's bucket, asked by DuckDB with the very queries that are printed for Athena. */
describe('results in a bucket', function () {
  this.timeout(120_000);
  const home = tempFolder();
  after(() => {
    db?.closeSync();
    home.remove();
  });
  const lab = join(home.path, 'lab');
  let db: DuckDBConnection;
  let applied: Run;
  let audited: Run;

  async function run(args: string[], code: number, faults = ''): Promise<Run> {
    const env = { ...FAST_LAB, WINHARDEN_LAB_FAULTS: faults };
    const more = ['--lab', lab, '--json', '--canary', '0', '--max-errors', '100%'];
    return resultOf<Run>(await winharden([...args, ...more], home.path, env), 'run-result', code);
  }

  before(async () => {
    const on = ['--baseline', 'cis-l1', '--tag', 'eks:nodegroup=windows-ng'];
    applied = await run(['apply', ...on, '--yes'], 0);
    await run(['rollback', '--run', applied.runId, '--yes'], 0);
    audited = await run(['audit', ...on], 68, 'failing-step=0.25');
    db = await (await DuckDBInstance.create(':memory:')).connect();
    await db.run('CREATE SCHEMA winharden');
    for (const [table, columns] of Object.entries(TABLES)) {
      const types = Object.entries(columns).map(([name, type]) => `${name}: '${type === 'string' ? 'varchar' : type}'`);
      const files = join(lab, 's3/winharden-lab/winharden/results/v1', table, '*/*/*.json.gz');
      await db.run(
        `CREATE VIEW winharden.${table} AS SELECT * FROM read_json('${files}', format = 'newline_delimited', columns = {${types.join(', ')}}, hive_types = {'day': varchar})`,
      );
    }
  });

  async function sqlOf(...args: string[]): Promise<Sql> {
    const env = { WINHARDEN_BUCKET: 'my-results' };
    return resultOf<Sql>(
      await winharden(['results', 'athena-ddl', ...args, '--json'], home.path, env),
      'results-athena-ddl-result',
    );
  }

  /** What DuckDB answers to a query as it is printed; 64-bit numbers as numbers. */
  async function asked(...args: string[]): Promise<Row[]> {
    const { queries } = await sqlOf('--query', ...args);
    const rows = (await db.runAndReadAll(queries[0]?.sql ?? '')).getRowObjectsJS();
    return rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
      ),
    );
  }

  const reportsOf = ({ folder, nodes }: Run) =>
    nodes.outcomes
      .filter(({ outcome }) => outcome !== 'NoReport')
      .map(({ instanceId }) => {
        const report = JSON.parse(readFileSync(join(folder, 'nodes', `${instanceId}.json`), 'utf8'));
        return { instanceId, controls: report.controls as Control[] };
      });

  const statusIn = (run: Run, id: string) =>
    reportsOf(run).flatMap(({ controls }) =>
      controls.flatMap((control) => (control.id === id ? [control.status] : [])),
    );

  it('has one row per node, and one per node and control, each run once', async () => {
    const count = async (sql: string) => Number((await db.runAndReadAll(sql)).getRows()[0]?.[0]);
    equal(await count('SELECT count(*) FROM winharden.nodes'), 12);
    equal(await count(`SELECT count(*) FROM winharden.nodes WHERE run_id = '${audited.runId}'`), 4);
    const rows = reportsOf(audited).reduce((sum, { controls }) => sum + controls.length, 0);
    equal(await count(`SELECT count(*) FROM winharden.controls WHERE run_id = '${audited.runId}'`), rows);
  });

  it('follows its schemas: rows and manifest', () => {
    const bucket = join(lab, 's3/winharden-lab/winharden');
    const manifest = JSON.parse(readFileSync(join(bucket, 'runs', audited.runId, 'manifest.json'), 'utf8'));
    follows('run-manifest', manifest);
    for (const [table, schema] of [
      ['nodes', 'result-node-row'],
      ['controls', 'result-control-row'],
    ] as const) {
      const folder = join(bucket, '..', manifest.places.rows.replace('{table}', table));
      const lines = gunzipSync(readFileSync(join(folder, 'part-00001.json.gz')))
        .toString()
        .trimEnd()
        .split('\n');
      for (const line of lines) follows(schema, JSON.parse(line));
    }
    const [node] = audited.nodes.outcomes.flatMap(({ report }) => report?.key ?? []);
    match(node ?? '', new RegExp(`^${manifest.places.reports.replace(/\{[^}]*\}/g, '[^/]+')}$`));
  });

  it('counts controls that are not as required, by what each node last reported', async () => {
    const rows = await asked('non-compliant');
    ok(rows.length > 50);
    const failed = audited.nodes.outcomes.find(({ outcome }) => outcome === 'NoReport')?.instanceId;
    const last = [...reportsOf(audited), ...reportsOf(applied).filter(({ instanceId }) => instanceId === failed)];
    for (const { control_id, non_compliant, errors } of rows) {
      const statuses = last.flatMap(({ controls }) =>
        controls.flatMap(({ id, status }) => (id === control_id ? [status] : [])),
      );
      deepEqual(
        [non_compliant, errors],
        OPEN.map((open) => statuses.filter((status) => status === open).length),
        String(control_id),
      );
    }
    const counts = rows.map((row) => Number(row['non_compliant']));
    deepEqual(
      counts,
      [...counts].sort((a, b) => b - a),
    );
  });

  it('orders nodes by their score', async () => {
    const rows = await asked('scores', '--run', audited.runId);
    const expected = audited.nodes.outcomes.flatMap(({ instanceId, score }) =>
      score ? [[instanceId, score.afterWaivers.percent] as const] : [],
    );
    deepEqual(
      rows.map((row) => [row['instance_id'], row['score']]),
      expected.sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)),
    );
  });

  it('tells what drifted between two runs, whether they are named or the last two', async () => {
    const before = new Map(
      reportsOf(applied).map(({ instanceId, controls }) => [
        instanceId,
        new Map(controls.map((c) => [c.id, c.status])),
      ]),
    );
    const expected = reportsOf(audited).flatMap(({ instanceId, controls }) =>
      controls
        .filter(({ id, status }) => OPEN.includes(status) && MET.includes(before.get(instanceId)?.get(id) ?? ''))
        .map(({ id }) => `${instanceId} ${id}`),
    );
    ok(expected.length > 100);
    for (const which of [[], ['--run', audited.runId], ['--run', audited.runId, '--before', applied.runId]]) {
      const rows = await asked('drift', ...which);
      deepEqual(
        rows.map((row) => `${row['instance_id']} ${row['control_id']}`).sort(),
        expected.sort(),
        which.join(' '),
      );
      ok(rows.every((row) => row['run_before'] === applied.runId && row['run_now'] === audited.runId));
    }
  });

  it('follows a control over time', async () => {
    const rows = await asked('history', '--control', '1.1.1');
    equal(rows.length, 3);
    for (const [run, row] of [
      [applied, rows[0]],
      [audited, rows[2]],
    ] as const) {
      const statuses = statusIn(run, '1.1.1');
      deepEqual(
        [row?.['run_id'], row?.['met'], row?.['non_compliant']],
        [
          run.runId,
          statuses.filter((status) => MET.includes(status)).length,
          statuses.filter((status) => status === 'NonCompliant').length,
        ],
      );
    }
    deepEqual(await asked('history', '--control', "1.1.1' OR '1' = '1"), []);
  });

  it('lists what nobody vouches for', async () => {
    const rows = await asked('open', '--run', audited.runId);
    const waived = reportsOf(audited).flatMap(({ controls }) => controls.filter(({ status }) => status === 'Waived'));
    const count = (what: string) => rows.filter((row) => row['what'] === what).length;
    ok(waived.length > 0);
    deepEqual([count('Waived'), count('NoReport')], [waived.length, 1]);
    match(String(rows.find((row) => row['what'] === 'NoReport')?.['reason']), /^script failed before it could report/);
  });

  it('prints database and tables over the bucket, with every column and projected days', async () => {
    const { statements } = await sqlOf('--database', 'fleet', '--prefix', '/a/b/');
    deepEqual(
      statements.map(({ name }) => name),
      ['database', 'nodes', 'controls'],
    );
    for (const table of ['nodes', 'controls'] as const) {
      const { sql = '' } = statements.find(({ name }) => name === table) ?? {};
      match(sql, new RegExp(`^CREATE EXTERNAL TABLE IF NOT EXISTS fleet\\.${table} \\(`));
      for (const [column, type] of Object.entries(TABLES[table])) ok(sql.includes(`  \`${column}\` ${type}`), column);
      ok(sql.includes(`'storage.location.template' = 's3://my-results/a/b/results/v1/${table}/day=\${day}/'`));
      ok(sql.includes(`LOCATION 's3://my-results/a/b/results/v1/${table}/'`));
    }
  });

  it('prints one query bare, to be passed on, and all as text', async () => {
    const bare = await winharden(['results', 'athena-ddl', '--query', 'scores'], home.path);
    match(bare.stdout, /^WITH report AS/);
    const all = await winharden(['results', 'athena-ddl', '--bucket', 'my-results'], home.path);
    equal(all.stdout.match(/^-- [a-z-]+: /gm)?.length, 5);
  });

  for (const [what, args, code, message, next] of [
    ['no bucket', [], 'NoBucket', /know the bucket/, /--bucket/],
    ['a bucket that is none', ['--bucket', "a'b"], 'InvalidName', /--bucket "a'b"/, /as S3 does/],
    ['a prefix with a quote', ['--bucket', 'my-results', '--prefix', "a'; DROP"], 'InvalidName', /--prefix/, /quotes/],
    [
      'a database that needs quotes',
      ['--bucket', 'my-results', '--database', 'My-DB'],
      'InvalidName',
      /My-DB/,
      /lower-case/,
    ],
    ['a run that is none', ['--query', 'scores', '--run', "x'"], 'InvalidRun', /"x'" is no run id/, /run list/],
    [
      'an earlier run alone',
      ['--query', 'drift', '--before', '20261123T180102Z-3f9c1a'],
      'InvalidRun',
      /--run/,
      /run list/,
    ],
  ] as const) {
    it(`refuses ${what}`, () =>
      refuses(['results', 'athena-ddl', ...args], home.path, {}, { exit: 2, code, message, next }));
  }
});
