import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { WinhardenError } from '../../../../src/core/errors.ts';
import type { NodeReport } from '../../../../src/core/report/model.ts';
import { TABLES } from '../../../../src/core/results/columns.ts';
import { outcomeOfReport, outcomeWithoutReport } from '../../../../src/core/results/node-outcome.ts';
import { executeRun } from '../../../../src/core/run/execute-run.ts';
import { ResultParts } from '../../../../src/core/run/result-parts.ts';
import { partsOf, rowsIn } from './bucket-rows.ts';
import { idOf, inline, reportFor, specFor, World } from './doubles.ts';

const RUN = '20261123T180000Z-3f9c1a';
const FACTS = { runId: RUN, operation: 'apply', account: '111122223333', region: 'eu-west-1' } as const;

function partsFor(world: World) {
  const { baseline, planHash, controls } = specFor();
  return new ResultParts(world, { bucket: 'results', prefix: 'winharden' }, { ...FACTS, baseline, planHash, controls });
}

const ended = (number: number, over: Partial<NodeReport> = {}) => {
  const report = reportFor(idOf(number), RUN, 'c-1', over);
  return [outcomeOfReport({ instanceId: idOf(number), wave: 1 }, report, undefined), report] as const;
};

describe('ResultParts', () => {
  it('leaves rows of a run beside its manifest: nodes, and their controls', async () => {
    const world = new World(2);
    world.fleet.behaviour[idOf(2)] = { upload: 'missing' };
    const { runId } = await executeRun(world.ports, specFor({ maxErrors: '1' }), world.io);
    const nodes = partsOf(world, 'nodes').get(
      `winharden/results/v1/nodes/day=2026-11-23/run=${runId}/part-00001.json.gz`,
    );
    assert.deepEqual(
      nodes?.map((row) => [row['instance_id'], row['outcome'], row['report_problem'], row['account'], row['score']]),
      [
        [idOf(1), 'Remediated', null, '111122223333', 100],
        [idOf(2), 'NoReport', 'notUploaded', '111122223333', null],
      ],
    );
    const [controls] = partsOf(world, 'controls').values();
    assert.deepEqual(
      controls?.map((row) => [row['instance_id'], row['control_id'], row['title'], row['status'], row['required']]),
      [
        [idOf(1), '1.1', 'One', 'Remediated', '{"equals":1}'],
        [idOf(1), '1.2', 'Two', 'Compliant', '{"equals":1}'],
      ],
    );
    for (const row of nodes ?? []) assert.deepEqual(Object.keys(row).sort(), Object.keys(TABLES.nodes).sort());
    for (const row of controls ?? []) assert.deepEqual(Object.keys(row).sort(), Object.keys(TABLES.controls).sort());
  });

  it('cuts long values and keeps hostile ones inside their line', async () => {
    const world = new World(1);
    const parts = partsFor(world);
    const found = ['"},{"x":1}\n{"run_id":"forged"}', 'x'.repeat(9000)];
    const controls = found.map((value, index) => ({
      id: `1.${index + 1}`,
      status: 'NonCompliant' as const,
      found: value,
      required: { equals: 1 },
    }));
    await parts.add(...ended(1, { controls }));
    await parts.finish([]);
    const [rows = []] = partsOf(world, 'controls').values();
    assert.deepEqual(rows[0]?.['found'], found[0]);
    assert.equal(String(rows[1]?.['found']).length, 1000);
    assert.equal(rows.length, 2);
  });

  it('takes the title that the node’s release has', async () => {
    const world = new World(1);
    const controls = [
      { id: '1.1', title: 'Old', level: 'L1', kind: 'registry', when: { release: [2019] } },
      { id: '1.1', title: 'New', level: 'L2', kind: 'registry', when: { release: [2022] } },
    ] as const;
    const facts = { ...FACTS, baseline: 'tiny', planHash: 'a', controls: structuredClone(controls) as never };
    const parts = new ResultParts(world, { bucket: 'results', prefix: '' }, facts);
    await parts.add(...ended(1));
    await parts.finish([]);
    const [body] = [...world.fleet.writes].flatMap(([key, value]) =>
      key.startsWith('results/v1/controls/') ? [value] : [],
    );
    assert.deepEqual(
      rowsIn(body).map((row) => [row['title'], row['level']]),
      [
        ['New', 'L2'],
        [null, null],
      ],
    );
  });

  it('says where each node is, in a run over several accounts and Regions', async () => {
    const world = new World(1);
    const parts = partsFor(world);
    const [node, report] = ended(1);
    await parts.add({ ...node, location: '444455556666/us-east-1' }, report);
    await parts.add(...ended(2));
    await parts.finish([]);
    for (const table of ['nodes', 'controls']) {
      const rows = [...partsOf(world, table).values()].flat();
      const where = new Set(rows.map((row) => `${row['instance_id']} ${row['account']} ${row['region']}`));
      assert.deepEqual([...where], [`${idOf(1)} 444455556666 us-east-1`, `${idOf(2)} 111122223333 eu-west-1`]);
    }
  });

  it('writes parts of 250 nodes as they come, so that no more is held', async () => {
    const world = new World(1);
    const parts = partsFor(world);
    for (let number = 1; number <= 260; number++) {
      await parts.add(...ended(number));
      assert.equal(world.fleet.writes.size, number < 250 ? 0 : 2, `after ${number}`);
    }
    await parts.finish([]);
    assert.deepEqual(
      [...partsOf(world, 'nodes').values()].map((rows) => rows.length),
      [250, 10],
    );
    assert.deepEqual(
      [...partsOf(world, 'controls').values()].map((rows) => rows.length),
      [500, 20],
    );
  });

  it('replaces its parts and doubles nothing when a run goes on after it was killed or had ended early', async () => {
    const world = new World(1);
    const first = partsFor(world);
    for (let number = 1; number <= 300; number++) await first.add(...ended(number));
    const open = Array.from({ length: 600 }, (_, index) => index + 1).map((number) =>
      outcomeWithoutReport({ instanceId: idOf(number), wave: 1 }, 'NotSent', 'the run ended before its wave'),
    );
    await first.finish(open);
    assert.equal([...partsOf(world, 'nodes').values()].flat().length, 600);

    const again = partsFor(world);
    const order = Array.from({ length: 600 }, (_, index) => ((index * 7) % 600) + 1);
    await Promise.all(order.map((number) => again.add(...ended(number))));
    await again.finish(open);
    const nodes = [...partsOf(world, 'nodes').values()].flat();
    const controls = [...partsOf(world, 'controls').values()].flat();
    assert.equal(nodes.length, 600);
    assert.equal(new Set(nodes.map((row) => row['instance_id'])).size, 600);
    assert.ok(nodes.every((row) => row['outcome'] === 'Remediated'));
    assert.equal(controls.length, 1200);
    assert.equal(new Set(controls.map((row) => `${row['instance_id']} ${row['control_id']}`)).size, 1200);
  });

  it('asks again while S3 fails, and goes on with one warning where it may not write', async () => {
    const flaky = new World(1);
    const { write } = flaky.fleet.bucket;
    let failures = 3;
    flaky.fleet.bucket.write = async (...all) => {
      if (all[1].includes('/results/') && failures-- > 0) {
        throw new WinhardenError({ code: 'AwsUnavailable', message: 'AWS answered s3:PutObject with 503 SlowDown' });
      }
      return write(...all);
    };
    await executeRun(flaky.ports, specFor(), flaky.io);
    assert.equal([...partsOf(flaky, 'nodes').values()].flat().length, 1);
    assert.deepEqual(flaky.warnings(), []);

    const denied = new World(3);
    const { write: writeRecord } = denied.fleet.bucket;
    denied.fleet.bucket.write = async (...all) => {
      if (all[1].includes('/results/')) throw new WinhardenError({ code: 'NoPermission', message: 'no s3:PutObject' });
      return writeRecord(...all);
    };
    const result = await executeRun(denied.ports, specFor(), denied.io);
    assert.equal(result.state, 'finished');
    assert.deepEqual(denied.warnings(), ['the bucket has no rows of all nodes: no s3:PutObject']);
  });

  it('writes nothing without a bucket', async () => {
    const world = new World(1);
    await executeRun(world.ports, inline(), world.io);
    assert.equal(world.fleet.writes.size, 0);
  });
});
