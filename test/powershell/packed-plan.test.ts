import assert from 'node:assert/strict';
import { packedPlan } from '../../src/core/script/packed-plan.ts';
import { evaluate, usePowerShell, windowsWith } from './simulation.ts';

describe('a packed plan', () => {
  const shell = usePowerShell();

  it('is the plan’s text again in PowerShell, over as many lines of base64 as it takes', async () => {
    const rows = Array.from(
      { length: 1500 },
      (_, i) => `["18.${i}","Name \\u00e9 ${(i * 7919) % 1009}",{"atLeast":${i}}],`,
    );
    const text = rows.join('\n');
    assert.ok(packedPlan(text).split('\n').length > 5);
    const { values } = await evaluate(shell(), windowsWith(), { plan: '$PlanText' }, packedPlan(text));
    assert.equal(values['plan'], text);
  });
});
