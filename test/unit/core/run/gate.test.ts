import { equal, match, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { type NodeOutcome, OUTCOMES } from '../../../../src/core/results/model.ts';
import { outcomeWithoutReport } from '../../../../src/core/results/node-outcome.ts';
import { errorsLeft, type Standing, whyStop } from '../../../../src/core/run/gate.ts';
import { whyUnexpected } from '../../../../src/core/run/unexpected-changes.ts';
import { idOf } from './doubles.ts';

const node = (number: number, over: Partial<NodeOutcome> = {}): NodeOutcome => {
  const { reason: _, ...rest } = outcomeWithoutReport({ instanceId: idOf(number), wave: 2 }, 'NoReport', '');
  return { ...rest, outcome: 'Remediated', release: 2022, changes: 100, ...over };
};
const canary = node(1, { wave: 1 });
const standing = (ended: NodeOutcome[], over: Partial<Standing> = {}): Standing => ({
  operation: 'apply',
  ended: [canary, ...ended],
  canary: new Set([idOf(1)]),
  selected: 40,
  maxErrors: '0',
  maxChanges: '100%',
  ...over,
});
const second = { number: 2, canary: false, nodes: [] };
const first = { number: 1, canary: true, nodes: [idOf(1)] };

const anyNode = fc
  .record({
    number: fc.integer({ min: 2, max: 1000 }),
    wave: fc.integer({ min: 2, max: 4 }),
    outcome: fc.constantFrom(...OUTCOMES),
    release: fc.constantFrom(2019, 2022, 2025),
    changes: fc.integer({ min: 0, max: 500 }),
    terminated: fc.boolean(),
  })
  .map(({ number, terminated, ...rest }) => node(number, { ...rest, ...(terminated ? { terminated } : {}) }));

describe('the gate', () => {
  it('lets a run go on exactly while no more nodes failed or stayed silent than are allowed, those that EC2 took away aside', () => {
    fc.assert(
      fc.property(fc.array(anyNode), fc.integer({ min: 0, max: 10 }), (ended, maxErrors) => {
        const here = standing(ended, { maxErrors, maxChanges: undefined });
        const errors = ended.filter(({ outcome, terminated }) => /Failed|NoReport/.test(outcome) && !terminated).length;
        equal(whyStop(second, here) === null, errors <= maxErrors);
        equal(errorsLeft(second, here), Math.max(0, maxErrors - errors));
      }),
    );
  });

  it('never opens again by more nodes that failed', () => {
    fc.assert(
      fc.property(fc.array(anyNode), anyNode, (ended, more) => {
        const before = whyStop(second, standing(ended, { maxErrors: '5' }));
        const after = whyStop(second, standing([...ended, more], { maxErrors: '5' }));
        ok(before === null || after !== null);
      }),
    );
  });

  it('stops at any error in the canary, also when EC2 took it away: it has shown nothing', () => {
    const failed = { ...canary, outcome: 'NoReport' as const, reason: 'terminated', terminated: true as const };
    match(
      whyStop(first, standing([], { ended: [failed], maxErrors: '100%' })) ?? '',
      /canary failed: i-0+1: terminated/,
    );
    equal(errorsLeft(first, standing([], { maxErrors: '100%' })), 0);
    equal(whyStop(first, standing([])), null);
  });

  it('stops at a lost service and at a node that did not come back, whatever is allowed', () => {
    const stop = (over: Partial<NodeOutcome>) =>
      whyStop(second, standing([node(2, over)], { maxErrors: '100%' })) ?? '';
    match(stop({ outcome: 'Failed', lostServices: ['kubelet'] }), /^i-0+2 lost a vital service: kubelet$/);
    match(stop({ outcome: 'NoReport', lost: true, reason: 'did not come back' }), /^i-0+2 did not come back$/);
  });

  it('compares changes in an apply only, and only where a limit is given', () => {
    const far = [node(2, { changes: 400 })];
    match(whyStop(second, standing(far)) ?? '', /i-0+2 made 400 changes, and the canary of Windows Server 2022 100/);
    equal(whyStop(second, standing(far, { operation: 'rollback' })), null);
    equal(whyStop(second, standing(far, { maxChanges: undefined })), null);
    equal(whyStop(first, standing(far)), null);
  });
});

describe('an unexpected number of changes', () => {
  const why = (changes: number, allowed: string, yardstick = 100) =>
    whyUnexpected([node(2, { changes })], [{ ...canary, changes: yardstick }], allowed);

  it('is more than the canary of its release made and the allowed ones', () => {
    equal(why(200, '100%'), null);
    ok(why(201, '100%'));
    equal(why(105, '5'), null);
    ok(why(106, '5'));
    ok(why(1, '0', 0));
  });

  it('is never a few more where a share is allowed', () => {
    equal(why(110, '1%'), null);
    ok(why(111, '1%'));
  });

  it('is none where the canary is no yardstick: hardened before, of another release, put back', () => {
    equal(why(500, '100%', 9), null);
    const one = [node(2, { changes: 500 })];
    equal(whyUnexpected(one, [{ ...canary, release: 2019 }], '100%'), null);
    equal(whyUnexpected(one, [{ ...canary, outcome: 'Failed' }], '100%'), null);
    equal(whyUnexpected(one, [], '0'), null);
    const { release: _, ...silent } = node(2, { changes: 500 });
    equal(whyUnexpected([silent], [canary], '0'), null);
  });

  it('is none for nodes that did what the canary did, and is none less with more allowed', () => {
    const few = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(few, few, fc.integer({ min: 0, max: 100 }), (changes, yardstick, percent) => {
        if (changes <= yardstick) equal(why(changes, `${percent}%`, yardstick), null);
        if (why(changes, '100%', yardstick)) ok(why(changes, `${percent}%`, yardstick));
      }),
    );
  });
});
