import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { RowFindings } from '../../../../src/core/drift/row-findings.ts';
import { type ControlResult, STATUSES } from '../../../../src/core/report/model.ts';
import { ControlRows } from '../../../../src/core/results/rows.ts';
import { sampleOutcome, sampleReport } from '../present/sample-run.ts';

const FACTS = {
  runId: 'run-1',
  operation: 'audit' as const,
  baseline: 'cis-l1',
  planHash: 'a'.repeat(64),
  account: '111122223333',
  region: 'eu-west-1',
  controls: [],
};
const rows = (number: number, controls: ControlResult[]) =>
  new ControlRows(FACTS).lines(sampleOutcome(number), sampleReport(number, controls));

function read(...texts: string[]) {
  const findings = new RowFindings();
  for (const text of texts) findings.add(text, 'part-00001.json.gz');
  return findings.all();
}

describe('findings from rows', () => {
  it('are those that the rows were made of, numbers as text', () => {
    const control = fc.record(
      {
        id: fc.string({ minLength: 1, maxLength: 8 }),
        status: fc.constantFrom(...STATUSES),
        found: fc.oneof(
          fc.string().filter((text) => !/^[[{]/.test(text)),
          fc.array(fc.string()),
          fc.constant(null),
        ),
        required: fc.oneof(fc.record({ atLeast: fc.nat() }, { noNullPrototype: true }), fc.constant(null)),
        message: fc.string({ minLength: 1 }),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(control, { minLength: 1 }), fc.array(control, { minLength: 1 }), (first, second) => {
        assert.deepEqual(read(rows(1, first), rows(2, second)), [
          { instanceId: 'i-00000000000000001', controls: first },
          { instanceId: 'i-00000000000000002', controls: second },
        ]);
      }),
    );
    const [node] = read(rows(1, [{ id: 'a', status: 'Compliant', found: 24, required: { equals: 24 } }]));
    assert.deepEqual(node?.controls, [{ id: 'a', status: 'Compliant', found: '24', required: { equals: 24 } }]);
  });

  it('that are equal are one object, and cut ones stay text', () => {
    const same: ControlResult = {
      id: 'a',
      status: 'Compliant',
      found: Array.from({ length: 999 }, () => 'x'),
      required: 1,
    };
    const [one, two] = read(rows(1, [same]), rows(2, [same]));
    assert.equal(one?.controls[0], two?.controls[0]);
    assert.match(String(one?.controls[0]?.found), /^\["x".*…$/);
  });

  it('are refused where a row is damaged', () => {
    assert.throws(() => read('{"instance_id":'), { code: 'DamagedRun', message: /part-00001/ });
  });
});
