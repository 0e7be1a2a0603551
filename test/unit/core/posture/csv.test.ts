import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { postureCsv } from '../../../../src/core/posture/csv.ts';
import { eksImageOf } from '../../../../src/core/posture/eks-image.ts';
import { type Known, nodePosture } from '../../../../src/core/posture/node-posture.ts';
import { idOf, running, windows } from '../run/doubles.ts';

const NOTHING: Known = {
  now: new Date('2026-11-25T00:00:00Z'),
  maxAge: 45,
  account: '111122223333',
  images: null,
  latest: null,
  groups: null,
  missingRights: new Map(),
  clusters: new Map(),
  runs: new Map(),
  editions: new Map(),
};

describe('nodes as CSV', () => {
  it('are as many fields as the head has, and no formula', () => {
    const machine = running(idOf(1), { Name: '=cmd|calc' }, { keyName: 'a,"b"' });
    const hybrid = { instanceId: 'mi-0123456789abcdef0', node: windows('mi-0123456789abcdef0') };
    const nodes = [{ instanceId: idOf(1), machine, node: windows(idOf(1)) }, hybrid];
    const [head = '', first = '', second = ''] = postureCsv(nodes.map((each) => nodePosture(each, NOTHING))).split(
      '\r\n',
    );
    assert.ok(first.includes("'=cmd|calc") && first.includes('"a,""b"""'), first);
    assert.equal(second.split(',').length, head.split(',').length);
  });
});

describe('names of EKS optimised images', () => {
  it('say release, edition and Kubernetes version, with either way of writing the day', () => {
    for (const day of ['2026.10.14', '2026-01-22']) {
      assert.deepEqual(eksImageOf(`Windows_Server-2025-English-Core-EKS_Optimized-1.35-${day}`), {
        release: '2025',
        edition: 'Core',
        kubernetes: '1.35',
      });
    }
    assert.equal(eksImageOf('Windows_Server-2022-English-Core-Base-2026.10.14'), null);
    assert.equal(eksImageOf('my Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.10.14'), null);
  });
});
