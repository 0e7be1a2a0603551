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
  overlays: [],
  manual: 0,
  nodes: [],
  excluded: [],
  waves: [{ number: 1, canary: true, nodes: ['i-1'] }],
  atOnce: 50,
  pause: null,
  hooks: null,
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

  it('tells the waves, what is in flight, and what happens between them', () => {
    const hooks = { before: 'drain\x1b[2J', after: 'uncordon', timeoutSeconds: 9, onFailure: 'stop' as const };
    const text = previewView({ ...preview, pause: 15, hooks }, plainStyle);
    match(text, /^ *waves +1: 1 \(canary\) nodes$/m);
    match(text, /^ *in flight +50 nodes at the same time at most$/m);
    match(text, /^ *pause +15 minutes between two waves$/m);
    match(text, /^ *before +drain\\u001b\[2J$/m);
    match(text, /^ *after +uncordon$/m);
    match(previewView({ ...preview, pause: 'ask' }, plainStyle), /^ *pause +you are asked before every wave$/m);
    doesNotMatch(previewView(preview, plainStyle), /pause|before|after/);
  });

  it('tells which overlay is laid on, what it does and why, and how to go without', () => {
    const when = { containerHost: true };
    const control = {
      id: '9.3.4',
      title: 'Local rules',
      effect: 'waived' as const,
      reason: 'Pods need it.',
      when: [when],
    };
    const text = previewView(
      { ...preview, overlays: [{ overlay: 'eks', title: 'N', when, controls: [control] }] },
      plainStyle,
    );
    match(text, /^ *overlay +eks on container hosts: 1 control waived$/m);
    match(text, /^Overlay eks on container hosts: 1 control waived; --no-overlay goes without$/m);
    match(text, /^ *9\.3\.4 +waived +container hosts +Local rules +Pods need it\.$/m);
    doesNotMatch(previewView(preview, plainStyle), /overlay/i);
  });

  it('speaks of no restart where there is none', () => doesNotMatch(previewView(preview, plainStyle), /restart/));
});
