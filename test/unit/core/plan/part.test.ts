import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { makePlan } from '../../../../src/actions/make-plan.ts';
import { smallPolicyFiles } from '../baseline/small-policy.ts';

const app = { policy: smallPolicyFiles(), today: () => '2026-11-23' };
const make = (only?: { id: string; instanceIds?: string[] }[]) =>
  makePlan(app, { baseline: 'small', ...(only && { only }) });
const ids = (controls: { id: string }[]) => [...new Set(controls.map(({ id }) => id))];

describe('a plan of some controls', () => {
  it('holds these alone, under a name and a hash of its own', async () => {
    const [whole, part] = [await make(), await make([{ id: '1.1' }])];
    assert.deepEqual(ids(part.plan.controls), ['1.1']);
    assert.ok(ids(whole.plan.controls).length > 1);
    assert.deepEqual([part.plan.baseline, part.plan.partOf], ['small-part', 'small']);
    assert.equal(whole.plan.partOf, undefined);
    assert.notEqual(part.plan.hash, whole.plan.hash);
    assert.deepEqual(
      part.plan.waivers.filter(({ controls }) => !controls.includes('1.1')),
      [],
    );
  });

  it('asks for a control on the nodes alone that it is wanted on', async () => {
    const only = ['i-00000000000000002', 'i-00000000000000001'];
    const { plan } = await make([{ id: '1.1', instanceIds: only }]);
    assert.ok(plan.controls.length > 0);
    for (const { when } of plan.controls) assert.deepEqual(when?.instanceId, [...only].sort());
    assert.match(plan.text, /"instanceId":\["i-00000000000000001","i-00000000000000002"\]/);
  });

  it('is empty where the baseline has no such control', async () => {
    assert.deepEqual((await make([{ id: '9.9' }])).plan.controls, []);
  });
});
