import { deepEqual, equal, throws } from 'node:assert/strict';
import { WinhardenError } from '../../../../src/core/errors.ts';
import { controlFindings, nodeName, statusTotals } from '../../../../src/core/present/findings.ts';
import { onlyControl, onlyNode } from '../../../../src/core/present/narrow.ts';
import { sampleRun } from './sample-run.ts';

describe('findings per control', () => {
  it('puts nodes that found the same together, the worst first', () => {
    deepEqual(controlFindings(sampleRun())[0]?.findings, [
      {
        status: 'NonCompliant',
        found: '0',
        required: '24 or more',
        message: '',
        nodes: ['node-1 (i-00000000000000001)'],
      },
      {
        status: 'Compliant',
        found: '24',
        required: '24 or more',
        message: '',
        nodes: ['node-2 (i-00000000000000002)'],
      },
    ]);
    equal(controlFindings(sampleRun())[1]?.findings[0]?.nodes.length, 2);
  });

  it('keeps the order of the plan, and controls that no node reported', () => {
    const run = sampleRun();
    run.result.controls.push({ id: '9.9.9', title: 'x', level: 'L1', statuses: {} });
    deepEqual(
      controlFindings(run).map(({ id, findings }) => [id, findings.length]),
      [
        ['1.1.1', 2],
        ['2.3.1.2', 1],
        ['9.9.9', 0],
      ],
    );
  });

  it('counts each status over nodes and controls', () => {
    deepEqual(
      statusTotals(sampleRun()).filter(({ count }) => count > 0),
      [
        { status: 'Compliant', count: 3 },
        { status: 'NonCompliant', count: 1 },
      ],
    );
  });

  it('names a node once where its name is its id', () => {
    equal(nodeName({ instanceId: 'i-1', name: 'i-1' }), 'i-1');
    equal(nodeName({ instanceId: 'i-1', name: 'web' }), 'web (i-1)');
  });
});

describe('a run narrowed', () => {
  it('to one node, by its id or its name, counts that node alone', () => {
    for (const wanted of ['node-1', 'i-00000000000000001']) {
      const { result, reports } = onlyNode(sampleRun(), wanted);
      equal(reports.length, 1);
      deepEqual(result.controls[0]?.statuses, { NonCompliant: 1 });
      deepEqual(
        result.nodes.outcomes.map(({ name }) => name),
        ['node-1'],
      );
    }
  });

  it('to one control keeps all nodes', () => {
    const { result, reports } = onlyControl(sampleRun(), '1.1.1');
    deepEqual(
      result.controls.map(({ id }) => id),
      ['1.1.1'],
    );
    deepEqual(
      reports.map(({ controls }) => controls.length),
      [1, 1],
    );
  });

  it('says which name comes close to an unknown one', () => {
    const isNear = (near: string) => (error: unknown) =>
      error instanceof WinhardenError && error.message.includes(near);
    throws(() => onlyNode(sampleRun(), 'i-00000000000000009'), isNear('did you mean "i-00000000000000001"?'));
    throws(() => onlyControl(sampleRun(), '1.1.11'), isNear('did you mean "1.1.1"?'));
  });
});
