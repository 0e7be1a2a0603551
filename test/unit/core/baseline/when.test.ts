import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Role, When } from '../../../../src/core/baseline/model.ts';
import { both, implies, normalWhen, overlaps } from '../../../../src/core/baseline/when.ts';

const ROLES: Role[] = ['member', 'standalone', 'domainController'];
const anyWhen: fc.Arbitrary<When> = fc.record(
  {
    release: fc.uniqueArray(fc.constantFrom(2019 as const, 2022 as const, 2025 as const), { minLength: 1 }),
    role: fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1 }),
    containerHost: fc.boolean(),
  },
  { requiredKeys: [] },
);

interface Node {
  release: number;
  role: Role;
  containerHost: boolean;
}
const NODES: Node[] = [2019, 2022, 2025].flatMap((release) =>
  ROLES.flatMap((role) => [true, false].map((containerHost) => ({ release, role, containerHost }))),
);
const holds = (when: When, node: Node) =>
  Object.entries(when).every(([fact, value]) => [value].flat().includes(node[fact as keyof Node]));

describe('conditions', () => {
  it('overlap exactly where some node meets both', () => {
    fc.assert(
      fc.property(
        anyWhen,
        anyWhen,
        (a, b) => overlaps(a, b) === NODES.some((node) => holds(a, node) && holds(b, node)),
      ),
    );
  });

  it('imply each other exactly where every node that meets one meets the other', () => {
    const facts = fc
      .tuple(anyWhen, anyWhen)
      .filter(([, b]) => (b.release?.length ?? 0) < 3 && (b.role?.length ?? 0) < 3);
    fc.assert(
      fc.property(facts, ([a, b]) => implies(a, b) === NODES.every((node) => !holds(a, node) || holds(b, node))),
    );
  });

  it('hold together where both hold', () => {
    fc.assert(
      fc.property(anyWhen, anyWhen, (a, b) => {
        const merged = both(a, b);
        for (const node of NODES)
          assert.equal(merged !== null && holds(merged, node), holds(a, node) && holds(b, node));
      }),
    );
  });

  it('have one spelling', () => {
    assert.equal(
      JSON.stringify(normalWhen({ core: true, release: [2025, 2019] })),
      JSON.stringify(normalWhen({ release: [2019, 2025], core: true })),
    );
    assert.deepEqual(normalWhen(undefined), {});
  });
});
