import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PolicyWaiver } from '../../../../src/core/baseline/policy.ts';
import type { TaggedNode } from '../../../../src/core/plan/model.ts';
import { control, planOf } from './controls.ts';

const NODES: TaggedNode[] = [
  { instanceId: 'i-00000001', tags: { team: 'web', env: 'prod' } },
  { instanceId: 'i-00000002', tags: { team: 'db', env: 'prod' } },
  { instanceId: 'i-00000003', tags: { env: 'test' } },
];
const made = (waiver: Partial<PolicyWaiver>, nodes?: typeof NODES) => {
  const waivers = [{ controls: ['1.1'], reason: 'r', ...waiver }];
  const { plan, waivers: records, warnings } = planOf({ controls: [control()], waivers, nodes });
  return { sent: JSON.parse(plan.text).waivers, states: records.map(({ state }) => state), records, warnings };
};
const idsOf = (nodes: PolicyWaiver['nodes'], fleet = NODES) => made({ nodes }, fleet).sent[0]?.when?.instanceId;

describe('waivers for some nodes', () => {
  it('name instance ids as they are, beside facts', () => {
    const { sent } = made({ nodes: { instanceIds: ['i-00000009'] }, when: { core: true } });
    assert.deepEqual(sent[0].when, { core: true, instanceId: ['i-00000009'] });
  });

  it('go by tags: every key must be there, with any of its values', () => {
    assert.deepEqual(idsOf({ tags: { team: 'web' } }), ['i-00000001']);
    assert.deepEqual(idsOf({ tags: { team: ['web', 'db'], env: 'prod' } }), ['i-00000001', 'i-00000002']);
    assert.deepEqual(idsOf({ tags: { env: ['prod', 'test'] }, instanceIds: ['i-00000003'] }), ['i-00000003']);
  });

  it('are unused, and told of, where no selected node carries the tags', () => {
    const { sent, states, warnings } = made({ owner: 'Ops', nodes: { tags: { team: 'ml' } } }, NODES);
    assert.deepEqual([sent, states], [[], ['unused']]);
    assert.deepEqual(warnings, ['the waiver of Ops for 1.1 is for tags that none of the selected nodes carries']);
  });

  it('are left out, and told of, where no nodes are known', () => {
    const { sent, warnings } = made({ nodes: { tags: { team: 'web' } } });
    assert.deepEqual(sent, []);
    assert.match(warnings[0] ?? '', /goes by tags, which only a run over nodes knows/);
  });

  it('never make a conflict go away', () => {
    const controls = [control(), control({ id: 'b', expect: { equals: 2 }, set: 2 })];
    const waivers = [{ controls: ['b'], reason: 'r', nodes: { tags: { team: 'web' } } }];
    assert.throws(() => planOf({ controls, waivers, nodes: NODES }), { code: 'ConflictingControls' });
  });
});

describe('the record of waivers', () => {
  it('keeps owner and ticket, which nodes are not told', () => {
    const { sent, records } = made({ owner: 'Ops', ticket: 'OPS-12' });
    assert.deepEqual(Object.keys(sent[0]), ['controls', 'reason']);
    assert.deepEqual(records, [{ controls: ['1.1'], reason: 'r', owner: 'Ops', ticket: 'OPS-12', state: 'inForce' }]);
  });

  it('has those that expired or match nothing', () => {
    assert.deepEqual(made({ expires: '2026-11-22' }).states, ['expired']);
    assert.deepEqual(made({ expires: '2026-11-23' }).states, ['inForce']);
    assert.deepEqual(made({ controls: ['7.*'] }).states, ['unused']);
    assert.deepEqual(made({ controls: ['7.*', '1.1'] }).states, ['inForce']);
  });
});
