import assert from 'node:assert/strict';
import type { Selector } from '../../../../src/core/fleet/model.ts';
import { selectorOf, targetsOf } from '../../../../src/core/schedule/targets.ts';

describe('the selector of a schedule', () => {
  const tags: Selector = {
    by: 'tags',
    tags: [
      { key: 'env', value: 'prod' },
      { key: 'os', value: 'windows' },
    ],
  };
  const group: Selector = { by: 'group', name: 'nodes' };

  for (const selector of [tags, group])
    it(`is read back from its targets: ${selector.by}`, () =>
      assert.deepEqual(selectorOf({ targets: targetsOf(selector, null), onlyAtCron: true }), selector));

  it('is none where a run may be of a single node that has come, of named nodes, and of what winharden does not set', () => {
    const none: Parameters<typeof selectorOf>[0][] = [
      { targets: targetsOf(tags, null), onlyAtCron: false },
      { targets: [{ key: 'InstanceIds', values: ['*'] }], onlyAtCron: true },
      { targets: [{ key: 'tag:env', values: ['a', 'b'] }], onlyAtCron: true },
      { targets: [], onlyAtCron: true },
    ];
    for (const content of none) assert.equal(selectorOf(content), null);
  });
});
