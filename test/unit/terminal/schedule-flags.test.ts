import assert from 'node:assert/strict';
import type { WinhardenError } from '../../../src/core/errors.ts';
import { scheduleSettings, scheduleTargets, scheduleWhat, updateFlags } from '../../../src/terminal/schedule-flags.ts';
import { requireBaseline } from '../../../src/terminal/schedule-input.ts';

describe('flags of schedules', () => {
  it('ask for what is typed only, and take away with 0 or an empty text', () => {
    assert.deepEqual(scheduleSettings({}), {});
    assert.deepEqual(
      scheduleSettings({ 'offset-days': 0, 'duration-hours': 0, alarm: '', 'dispatch-role': '', bucket: '' }),
      { offsetDays: null, durationHours: null, alarm: null, dispatchRole: null, bucket: null },
    );
    const { when, ...rest } = scheduleSettings({ rate: '1 day', 'offset-days': 2, 'only-at-cron': false, prefix: 'p' });
    assert.deepEqual([when?.text, rest], ['rate(1 day)', { offsetDays: 2, onlyAtCron: false, prefix: 'p' }]);
  });

  it('name nodes and policy, or nothing', () => {
    const none = { 'no-overlay': false, 'allow-dc': false };
    assert.deepEqual([scheduleTargets(none), scheduleWhat(none)], [null, null]);
    assert.equal(scheduleTargets({ ...none, 'all-nodes': true }), 'all');
    assert.deepEqual(scheduleTargets({ ...none, tag: ['a=b'] }), { tags: ['a=b'], instanceIds: [] });
    assert.equal(scheduleWhat({ ...none, baseline: ['x'] })?.operation, 'audit');
  });

  it('want the baseline with whatever changes what nodes are held to', () => {
    const none = { 'no-overlay': false, 'allow-dc': false };
    requireBaseline(none);
    requireBaseline({ ...none, baseline: ['x'], config: 'c.yaml' });
    for (const given of [{ config: 'c.yaml' }, { 'allow-dc': true }, { operation: 'apply' as const }])
      assert.throws(
        () => requireBaseline({ ...none, ...given }),
        (error: WinhardenError) =>
          error.code === 'BaselineNeeded' && error.message.startsWith(`--${Object.keys(given)}`),
      );
  });

  it('of an update have variables of their own, but for what says which AWS', () => {
    const variables = Object.values(updateFlags).map(({ env }) => env);
    assert.ok(variables.includes('WINHARDEN_UPDATE_BUCKET') && variables.includes('WINHARDEN_UPDATE_BASELINE'));
    assert.ok(variables.includes('WINHARDEN_LAB') && !variables.includes('WINHARDEN_BUCKET'));
  });
});
