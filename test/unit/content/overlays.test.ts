import assert from 'node:assert/strict';
import { join } from 'node:path';
import { makePlan } from '../../../src/actions/make-plan.ts';
import { createPolicyFiles } from '../../../src/adapters/disk/policy-files.ts';
import { both, normalWhen } from '../../../src/core/baseline/when.ts';
import { overlayEntries, overlays, settings, sources } from './content.ts';

const app = { policy: createPolicyFiles(join(import.meta.dirname, '../../..')), today: () => '2026-11-23' };

/** What eks makes of each built-in baseline: every control that it touches. */
const TOUCHED: Record<string, { waived: string[]; changed: string[] }> = {
  'cis-l1': {
    waived: ['9.3.4', '9.3.5', '18.10.92.1.1', '18.10.92.2.2', '18.10.93.1.1', '18.10.93.2.2'],
    changed: ['2.2.22', '2.2.27', '18.10.92.2.1', '18.10.93.2.1'],
  },
  'cis-l2': {
    waived: ['9.3.4', '9.3.5', '18.6.19.2.1', '18.10.92.1.1', '18.10.92.2.2', '18.10.93.1.1', '18.10.93.2.2'],
    changed: ['2.2.22', '2.2.27', '18.10.92.2.1', '18.10.93.2.1'],
  },
  msft: { waived: [], changed: ['msft-right-deny-network-logon'] },
  'eks-node': { waived: [], changed: [] },
};

describe('content: overlays', () => {
  it('name settings and sources that are there', () => {
    const known = new Set(settings.map(({ id }) => id));
    const named = overlays.flatMap(({ waivers = [], changes = [] }) => [
      ...waivers.flatMap((waiver) => waiver.settings),
      ...changes.map(({ setting }) => setting),
    ]);
    assert.ok(named.length > 5);
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
    for (const { reason, sources: from = [] } of overlayEntries) {
      assert.ok(from.length > 0 && from.every((name) => name in sources), reason);
    }
  });

  it('give a reason of one sentence', () => {
    for (const { reason } of overlayEntries) {
      assert.match(reason, /^[A-Z][^!?]+\.$/);
      assert.doesNotMatch(reason, /\. [A-Z]/);
      assert.ok(reason.length <= 200, reason);
    }
  });

  it('say under which facts in one spelling, none of them twice', () => {
    for (const { when, waivers = [], changes = [] } of overlays) {
      assert.deepEqual(when, normalWhen(when));
      for (const entry of [...waivers, ...changes]) assert.ok(both(when, entry.when));
    }
  });

  for (const [baseline, touched] of Object.entries(TOUCHED)) {
    it(`touch these controls of ${baseline}`, async () => {
      const laid = (await makePlan(app, { baseline })).overlays.flatMap(({ controls }) => controls);
      const of = (wanted: string) => laid.filter(({ effect }) => effect === wanted).map(({ id }) => id);
      assert.deepEqual({ waived: of('waived'), changed: of('changed') }, touched);
    });
  }
});
