import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { makePlan } from '../../../../src/actions/make-plan.ts';
import { renderDocument } from '../../../../src/actions/render-document.ts';
import { createEngineFiles } from '../../../../src/adapters/disk/engine-files.ts';
import { createPolicyFiles } from '../../../../src/adapters/disk/policy-files.ts';
import { sentPlan } from '../../../../src/core/schedule/sent-plan.ts';

const root = join(import.meta.dirname, '../../../..');
const app = { policy: createPolicyFiles(root), engine: createEngineFiles(root), today: () => '2026-11-23' };
const document = async (baseline: string, operation: 'audit' | 'apply') =>
  (await renderDocument(app, { baseline, operation, format: 'ssm-json' })).text;

describe('the plan in a document', function () {
  this.timeout(20_000);

  for (const [baseline, operation, form] of [
    ['eks-node', 'audit', 'as text'],
    ['cis-l1', 'apply', 'deflated'],
  ] as const)
    it(`is the very one that ${baseline} made, ${form}`, async () => {
      const text = await document(baseline, operation);
      assert.equal(text.includes('DeflateStream'), form === 'deflated');
      const [sent, { plan }] = [sentPlan(text), await makePlan(app, { baseline })];
      assert.deepEqual([sent?.operation, sent?.baseline, sent?.hash], [operation, baseline, plan.hash]);
      assert.equal(sent?.text, plan.text);
      const [ids, wanted] = [sent?.controls ?? [], plan.controls].map((all) => new Set(all.map(({ id }) => id)));
      assert.deepEqual(ids, wanted);
      const kinds = new Set(sent?.controls.map(({ id, kind }) => `${id} ${kind}`));
      assert.ok(plan.controls.every(({ id, kind }) => kinds.has(`${id} ${kind}`)));
    });

  it('is not believed where it is not what its hash says', async () => {
    const text = await document('eks-node', 'apply');
    const changed = text.replace('\\"settleSeconds\\":10', '\\"settleSeconds\\":11');
    assert.notEqual(changed, text);
    assert.equal(sentPlan(changed), null);
  });

  it('is not found in what is no document of winharden, and nothing is thrown', () => {
    const step = (name: string, script: unknown) =>
      JSON.stringify({ mainSteps: [{ name, inputs: { runCommand: script } }] });
    const texts = ['', '{}', '[]', 'null', step('audit', "$PlanText = @'\nAAAA\n'@"), step('apply', 7)];
    for (const text of [...texts, step('audit', ["$PlanText = @'\n{}\n'@"])]) assert.equal(sentPlan(text), null, text);
    fc.assert(fc.property(fc.string(), (script) => sentPlan(step('audit', `$PlanText = @'\n${script}\n'@`)) === null));
  });
});
