import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Role, When } from '../../../../src/core/baseline/model.ts';
import { both, holdsOn, implies, normalWhen, overlaps, without } from '../../../../src/core/baseline/when.ts';

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

  it('leave out another one: each node that meets the first and not the second meets exactly one of what is left', () => {
    fc.assert(
      fc.property(anyWhen, anyWhen, (a, { release: _, ...b }) => {
        const rest = without(a, b);
        for (const node of NODES) {
          const met = rest.filter((when) => holds(when, node)).length;
          assert.equal(met, holds(a, node) && !holds(b, node) ? 1 : 0, JSON.stringify([a, b, node]));
        }
      }),
    );
    assert.deepEqual(without({ core: true }, { core: true }), []);
  });

  it('know which roles are in a domain', () => {
    assert.equal(both({ role: ['member'] }, { domainJoined: false }), null);
    assert.equal(both({ domainJoined: true }, { role: ['standalone'] }), null);
    assert.notEqual(both({ role: ['member', 'standalone'] }, { domainJoined: false }), null);
    assert.notEqual(both({ role: ['workstation'] }, { domainJoined: false }), null);
  });

  it('hold on a node by its facts', () => {
    const facts = { release: 2022, role: 'member', containerHost: true };
    assert.ok(holdsOn(facts, { release: [2019, 2022], containerHost: true }));
    assert.ok(!holdsOn(facts, { role: ['standalone'] }));
    assert.ok(!holdsOn(facts, { hyperV: false }), 'a fact that nobody told is not false');
    assert.ok(holdsOn(facts));
  });

  it('have one spelling', () => {
    assert.equal(
      JSON.stringify(normalWhen({ core: true, release: [2025, 2019] })),
      JSON.stringify(normalWhen({ release: [2019, 2025], core: true })),
    );
    assert.deepEqual(normalWhen(undefined), {});
  });
});
