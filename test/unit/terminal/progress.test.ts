import { deepEqual, equal, match } from 'node:assert/strict';
import type { RunEvent } from '../../../src/core/events.ts';
import { startProgress } from '../../../src/terminal/progress.ts';
import { plainStyle } from '../../../src/terminal/style.ts';
import { nextWave, type WaveState, waveText } from '../../../src/terminal/wave-board.ts';
import { sampleOutcome } from '../core/present/sample-run.ts';

const EVENTS: RunEvent[] = [
  { type: 'phase', text: 'Looking for nodes' },
  {
    type: 'selected',
    selected: 3,
    excluded: [{ instanceId: 'i-9', reason: 'offline' }],
    matchedTag: 'eks:nodegroup-name=x',
  },
  { type: 'published', name: 'doc', version: '3', hash: 'h', changed: false },
  { type: 'waveStarted', number: 1, of: 2, canary: true, nodes: ['i-1'] },
  { type: 'sent', wave: 1, commandId: 'c-1', nodes: ['i-1'] },
  { type: 'progress', wave: 1, pending: 0, inProgress: 1, ended: 0, total: 1 },
  {
    type: 'nodeEnded',
    node: sampleOutcome(1, {
      outcome: 'Remediated',
      compliant: 2,
      remediated: 3,
      changes: 3,
      rebootPending: true,
      rebooted: true,
    }),
  },
  {
    type: 'waveEnded',
    wave: {
      number: 1,
      canary: true,
      commandIds: [],
      nodes: [],
      started: '',
      finished: '',
      outcome: 'stopped',
      reason: 'too many errors',
    },
  },
  { type: 'warning', text: 'slow\x1b[2J' },
  { type: 'paused', before: 2, of: 2, until: '2026-11-23T18:15:00.000Z' },
  { type: 'paused', before: 2, of: 2, until: null },
  { type: 'hookStarted', wave: 2, hook: 'before' },
  { type: 'hookOutput', hook: 'before', line: 'node drained\x1b[2J' },
  { type: 'hookEnded', wave: 2, hook: 'before', end: { ok: false, how: 'ended with exit code 1' } },
];

function told(isTTY: boolean, quiet = false): string {
  let text = '';
  const progress = startProgress({ isTTY, write: (part: string) => (text += part) }, quiet);
  for (const event of EVENTS) progress.emit(event);
  progress.stop();
  return text;
}

describe('progress', () => {
  it('is one line per change where there is no terminal', () => {
    deepEqual(told(false).split('\n'), [
      'Looking for nodes',
      '3 nodes selected, 1 excluded, matched by the tag eks:nodegroup-name=x',
      'Document doc version 3: already there, unchanged',
      'Wave 1 of 2 (canary): 1 node',
      '  Command c-1 sent to 1 node',
      '  Remediated   node-1 (i-00000000000000001): 5 as required, 0 not, 0 errors, 3 changes; restart: pending before, restarted',
      'Wave 1 stopped: too many errors',
      'Warning: slow\\u001b[2J',
      'Before wave 2 of 2: waiting until 2026-11-23T18:15:00.000Z',
      'Before wave 2 of 2: asking',
      'Wave 2: --before-wave',
      '  [before-wave] node drained\\u001b[2J',
      '  --before-wave ended with exit code 1',
      '',
    ]);
  });

  it('redraws the wave below the lines on a terminal, and leaves nothing of it behind', () => {
    const text = told(true);
    match(text, /Wave 1 of 2 \(canary\)/);
    match(text, /0\/1/);
    const drawn = text.split('█').length + text.split('░').length > 2;
    equal(drawn, true);
    equal(text.endsWith('\n'), true);
  });

  it('is silent when asked to be', () => equal(told(true, true), ''));
});

describe('the wave view', () => {
  const waveAfter = (events: RunEvent[]) => events.reduce<WaveState | null>(nextWave, null);

  it('counts what ended, what runs and what failed', () => {
    const wave = waveAfter([
      { type: 'waveStarted', number: 2, of: 4, canary: false, nodes: ['a', 'b', 'c', 'd'] },
      { type: 'progress', wave: 2, pending: 1, inProgress: 2, ended: 1, total: 4 },
      { type: 'nodeEnded', node: sampleOutcome(1) },
      { type: 'nodeEnded', node: sampleOutcome(2, { outcome: 'NoReport' }) },
    ]);
    equal(
      wave && waveText(wave, plainStyle),
      `Wave 2 of 4  ${'█'.repeat(12)}${'░'.repeat(12)}  2/4  2 running  1 failed`,
    );
  });

  it('is gone when the wave has ended, and ignores what comes outside of one', () => {
    equal(waveAfter(EVENTS), null);
    equal(waveAfter([{ type: 'nodeEnded', node: sampleOutcome(1) }]), null);
  });
});
