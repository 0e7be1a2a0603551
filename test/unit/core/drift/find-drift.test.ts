import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { findDrift } from '../../../../src/core/drift/find-drift.ts';
import { type ChangedControl, type Drift, MET, OPEN, type PastRun } from '../../../../src/core/drift/model.ts';
import { STATUSES, type Status } from '../../../../src/core/report/model.ts';
import { idOf, pastRun, type Said } from './past-runs.ts';

/** Runs are written the oldest first. */
const driftOf = async (runs: PastRun[], of?: PastRun) =>
  (await findDrift('cis-l1', [...runs].reverse(), of?.result)).drift;

const hourOf = ({ at }: { at: string }) => Number(at.slice(11, 13));
const told = (controls: ChangedControl[]) =>
  controls.flatMap(({ id, nodes }) =>
    nodes.map(({ instanceId, before, now, first }) => [
      id,
      Number(instanceId.at(-1)),
      hourOf(before),
      hourOf(now),
      hourOf(first),
    ]),
  );
const ids = (nodes: { instanceId: string }[]) => nodes.map(({ instanceId }) => Number(instanceId.at(-1)));

describe('drift', () => {
  it('is what was met and is not now, with the values before and now, and since when', async () => {
    const drift = await driftOf([
      pastRun(1, { 1: { a: 'Compliant', b: 'NonCompliant' }, 2: { a: 'Remediated', b: 'Compliant' } }),
      pastRun(2, { 1: { a: 'Compliant', b: 'NonCompliant' }, 2: { a: 'NonCompliant', b: 'Compliant' } }),
      pastRun(3, { 1: { a: 'Error', b: 'NonCompliant' }, 2: { a: 'NonCompliant', b: 'Compliant' } }),
    ]);
    assert.deepEqual(told(drift.drifted), [
      ['a', 1, 2, 3, 3],
      ['a', 2, 1, 3, 2],
    ]);
    const [{ title, level, nodes } = assert.fail()] = drift.drifted;
    assert.deepEqual([title, level], ['Control a', 'L1']);
    assert.deepEqual([nodes[1]?.name, nodes[1]?.before.found, nodes[1]?.now.found], ['node-2', 1, 3]);
    assert.deepEqual(
      drift.nodes.map(({ controls }) => controls),
      [['a'], ['a']],
    );
    assert.deepEqual(drift.runs.map(hourOf), [3, 2, 1]);
  });

  it('is over where it was put right, in a run of some controls too', async () => {
    const drift = await driftOf([
      pastRun(1, { 1: { a: 'Compliant', b: 'Compliant' } }),
      pastRun(2, { 1: { a: 'NonCompliant', b: 'NonCompliant' } }),
      pastRun(
        3,
        { 1: { a: 'Remediated', b: 'NotApplicable' } },
        { operation: 'apply', baseline: 'cis-l1-part', partOf: 'cis-l1' },
      ),
    ]);
    assert.deepEqual(told(drift.drifted), [['b', 1, 1, 2, 2]]);
    assert.deepEqual(drift.excused, [], 'a part asks for controls on some nodes only');
  });

  it('is not what is waived or does not apply any more, nor what a rollback put back', async () => {
    const drift = await driftOf([
      pastRun(1, { 1: { a: 'Compliant', b: 'Compliant', c: 'Remediated', d: 'Compliant' } }),
      pastRun(2, { 1: { c: 'Remediated' } }, { operation: 'rollback' }),
      pastRun(3, { 1: { a: 'Waived', b: 'NotApplicable', c: 'NonCompliant', d: 'NonCompliant' } }),
    ]);
    assert.deepEqual(told(drift.drifted), [['d', 1, 1, 3, 3]]);
    assert.deepEqual(told(drift.excused), [
      ['a', 1, 1, 3, 3],
      ['b', 1, 1, 3, 3],
    ]);
    assert.deepEqual(told(drift.putBack), [['c', 1, 1, 3, 3]]);
    assert.equal(hourOf(drift.putBack[0]?.nodes[0]?.putBack ?? assert.fail()), 2);
  });

  it('goes by what a node said last, and by nothing where the plan holds the control no more', async () => {
    const drift = await driftOf([
      pastRun(1, { 1: { a: 'Compliant', b: 'Compliant' }, 2: { a: 'Compliant' } }),
      pastRun(2, { 1: { a: 'NonCompliant', b: 'NonCompliant' }, 2: 'NoReport' }),
      pastRun(3, { 1: { a: 'NonCompliant' }, 2: 'NoReport' }),
    ]);
    assert.deepEqual(told(drift.drifted), [['a', 1, 1, 3, 2]]);
    assert.deepEqual(
      drift.silentNodes.map(({ instanceId, reason, last }) => [instanceId, reason, last && hourOf(last)]),
      [[idOf(2), 'not delivered', 1]],
    );
  });

  it('tells nodes that are new and gone, of runs that asked for the same', async () => {
    const runs = [
      pastRun(1, { 1: { a: 'Compliant' }, 2: { a: 'Compliant' }, 3: { a: 'Compliant' } }),
      pastRun(2, { 9: { a: 'Compliant' } }, { selector: { by: 'group', name: 'others' } }),
      pastRun(3, { 2: { a: 'NonCompliant' } }, { selector: { by: 'ids', ids: [idOf(2)] } }),
      pastRun(4, { 1: { a: 'Compliant' }, 4: { a: 'NonCompliant' } }),
    ];
    const drift = await driftOf(runs);
    assert.deepEqual(ids(drift.newNodes), [4]);
    assert.deepEqual(ids(drift.goneNodes), [2, 3]);
    assert.deepEqual(drift.drifted, [], 'nodes that are gone do not drift');
    assert.deepEqual(ids((await driftOf(runs.slice(0, 3))).goneNodes), []);
  });

  it('takes a node that was left out for silent, and one that EC2 took away for gone', async () => {
    const last = pastRun(2, { 1: { a: 'Compliant' }, 3: 'NoReport' });
    const excluded = [{ instanceId: idOf(2), reason: 'offline' }];
    for (const node of last.result.nodes.outcomes) if (node.instanceId === idOf(3)) node.terminated = true;
    const runs = [
      pastRun(1, { 1: { a: 'Compliant' }, 2: { a: 'Compliant' }, 3: { a: 'Compliant' } }),
      { ...last, result: { ...last.result, nodes: { ...last.result.nodes, excluded } } },
    ];
    const { silentNodes, goneNodes } = await driftOf(runs);
    assert.deepEqual(
      silentNodes.map(({ instanceId, reason }) => [instanceId, reason]),
      [[idOf(2), 'offline']],
    );
    assert.deepEqual(ids(goneNodes), [3]);
  });

  it('reads no more runs than may tell something', async () => {
    const read: number[] = [];
    const watched = (hour: number, ...rest: [Said, Parameters<typeof pastRun>[2]?]): PastRun => {
      const run = pastRun(hour, ...rest);
      const findings = () => {
        read.push(hour);
        return run.findings();
      };
      return { ...run, findings };
    };
    const { open } = await findDrift('cis-l1', [
      watched(5, { 1: { a: 'NonCompliant', b: 'Compliant', c: 'NonCompliant' } }),
      watched(4, { 1: { a: 'NonCompliant', b: 'Error', c: 'Compliant' } }),
      watched(3, { 1: { a: 'NonCompliant', b: 'Compliant', c: 'Compliant' } }),
      watched(2, { 1: { a: 'NonCompliant' }, 2: { a: 'Error' } }),
      watched(1, { 2: { a: 'NonCompliant', b: 'Compliant' } }),
      watched(0, { 1: { c: 'Remediated' } }, { operation: 'rollback' }),
    ]);
    assert.deepEqual(read, [5, 4, 2]);
    assert.deepEqual(
      open.map(({ id, instanceId }) => [id, instanceId]),
      [
        ['a', idOf(1)],
        ['c', idOf(1)],
        ['a', idOf(2)],
      ],
    );
  });

  it('is that of one run’s nodes where it is named', async () => {
    const named = pastRun(3, { 2: { a: 'NonCompliant' } }, { selector: { by: 'ids', ids: [idOf(2)] } });
    const runs = [
      pastRun(1, { 1: { a: 'Compliant' }, 2: { a: 'Compliant' }, 3: { a: 'Compliant' } }),
      pastRun(2, { 1: { a: 'NonCompliant' }, 2: { a: 'Compliant' } }),
      named,
    ];
    const drift = await driftOf(runs, named);
    assert.deepEqual(told(drift.drifted), [['a', 2, 2, 3, 3]]);
    assert.deepEqual([drift.goneNodes, drift.newNodes], [[], []]);
  });
});

const status = fc.constantFrom<Status>(...STATUSES);
const controls = fc.dictionary(fc.constantFrom('a', 'b', 'c'), status, { minKeys: 1, noNullPrototype: true });
const said: fc.Arbitrary<Said> = fc.dictionary(
  fc.constantFrom('1', '2'),
  fc.oneof({ arbitrary: controls, weight: 5 }, { arbitrary: fc.constantFrom('NoReport' as const), weight: 1 }),
  { noNullPrototype: true },
);
const kind = fc.constantFrom({}, {}, {}, { partOf: 'cis-l1' }, { operation: 'rollback' as const });
const history = fc
  .array(fc.record({ said, kind }), { maxLength: 8 })
  .map((all) => all.map((each, hour) => ({ hour, ...each })));
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

const runsOf = (all: History) =>
  all.map(({ hour, said, kind }) => pastRun(hour, said, { selector: { by: 'ids', ids: [] }, ...kind }));

/** The definition, word for word, on one control of one node. */
function naive(all: History, node: number, id: string): 'drifted' | 'excused' | 'putBack' | null {
  const reports = all.flatMap(({ said, kind }) => {
    const each = said[node];
    if (each === undefined || typeof each === 'string') return [];
    const asked = Object.entries(each).filter(([, status]) => !('partOf' in kind) || status !== 'NotApplicable');
    return [{ each: Object.fromEntries(asked), kind }];
  });
  const verdicts = reports.filter(({ kind }) => !('operation' in kind));
  const lastWhole = verdicts.findLastIndex(({ kind }) => !('partOf' in kind));
  const now = verdicts.slice(Math.max(lastWhole, 0)).findLast(({ each }) => each[id] !== undefined);
  const status = now?.each[id];
  if (!now || !status || MET.includes(status)) return null;
  const earlier = reports.slice(0, reports.indexOf(now));
  const met = earlier.findLastIndex(({ each, kind }) => !('operation' in kind) && MET.includes(each[id] as Status));
  if (met < 0) return null;
  const putBack = earlier.slice(met).some(({ each, kind }) => 'operation' in kind && MET.includes(each[id] as Status));
  if (!OPEN.includes(status)) return 'excused';
  return putBack ? 'putBack' : 'drifted';
}

const KINDS = ['drifted', 'excused', 'putBack'] as const;
const pairs = (drift: Drift, kind: (typeof KINDS)[number]) =>
  drift[kind].flatMap(({ id, nodes }) => nodes.map(({ instanceId }) => `${instanceId} ${id}`)).sort();

describe('drift, whatever the history', () => {
  it('is what its definition says', () =>
    fc.assert(
      fc.asyncProperty(history, async (all) => {
        const drift = await driftOf(runsOf(all));
        for (const kind of KINDS) {
          const wanted = [1, 2].flatMap((node) =>
            ['a', 'b', 'c'].filter((id) => naive(all, node, id) === kind).map((id) => `${idOf(node)} ${id}`),
          );
          assert.deepEqual(pairs(drift, kind), wanted.sort(), kind);
        }
      }),
      { numRuns: 500 },
    ));

  it('lies between a run in which it was met and the last one, and is told by node as by control', () =>
    fc.assert(
      fc.asyncProperty(history, async (all) => {
        const { drifted, nodes } = await driftOf(runsOf(all));
        for (const { before, now, first } of drifted.flatMap((control) => control.nodes)) {
          assert.ok(before.at < first.at && first.at <= now.at);
          assert.ok(MET.includes(before.status) && OPEN.includes(now.status));
        }
        const byNode = nodes.flatMap((node) => node.controls.map((id) => `${node.instanceId} ${id}`));
        const byControl = drifted.flatMap(({ id, nodes }) => nodes.map(({ instanceId }) => `${instanceId} ${id}`));
        assert.deepEqual(byNode.sort(), byControl.sort());
      }),
    ));

  it('does not change by a run that finds everything as before', () =>
    fc.assert(
      fc.asyncProperty(history, async (all) => {
        const last = all.findLast(({ kind }) => !('operation' in kind));
        const again = last ? [...all, { ...last, hour: all.length }] : all;
        const isAfter = last && all.slice(last.hour).some(({ kind }) => 'operation' in kind);
        fc.pre(!isAfter);
        const [before, after] = [await driftOf(runsOf(all)), await driftOf(runsOf(again))];
        for (const kind of KINDS) assert.deepEqual(pairs(after, kind), pairs(before, kind));
      }),
    ));
});
