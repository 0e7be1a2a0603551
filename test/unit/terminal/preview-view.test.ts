import { doesNotMatch, match } from 'node:assert/strict';
import type { RunPreview } from '../../../src/core/run/model.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { previewView } from '../../../src/terminal/views/preview-view.ts';

const preview: RunPreview = {
  operation: 'apply',
  baseline: 'tiny',
  planHash: 'a'.repeat(64),
  controls: 3,
  waived: 1,
  heldBack: [],
  manual: 0,
  nodes: [],
  excluded: [],
  waves: [{ number: 1, canary: true, nodes: ['i-1'] }],
  document: { name: 'winharden-tiny-apply' },
  bucket: null,
  restartMinutes: null,
  identity: { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/me', region: 'eu-west-1' },
  warnings: [],
};

describe('what is about to happen', () => {
  it('tells that nodes may restart, and how long each has', () =>
    match(
      previewView({ ...preview, restartMinutes: 20 }, plainStyle),
      /^ *restarts +nodes restart where a change needs it, wave by wave; .* 20 minutes stops the run$/m,
    ));

  it('speaks of no restart where there is none', () => doesNotMatch(previewView(preview, plainStyle), /restart/));
});
