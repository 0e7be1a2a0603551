import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LabNode } from '../../../src/lab/fleet.ts';
import { stepTimeout } from '../../../src/lab/node/execution-timeout.ts';
import { lie } from '../../../src/lab/node/lies.ts';
import { cutForReply, summarise } from '../../../src/lab/node/output.ts';
import { judgePrecondition } from '../../../src/lab/node/precondition.ts';

describe('lab node: output limits', () => {
  it('cuts at 24,000 bytes, the mark counted in', () => {
    assert.equal(cutForReply('x'.repeat(23_999)).length, 23_999);
    const cut = cutForReply('x'.repeat(24_000));
    assert.deepEqual([cut.length, cut.endsWith('x--output truncated--')], [24_000, true]);
    assert.ok(Buffer.byteLength(cutForReply('ä'.repeat(20_000))) <= 24_003, 'bytes, not characters');
  });

  it('never says more than 2,500 bytes, and all of it where that fits', () => {
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 4000 });
    fc.assert(
      fc.property(text, text, (stdout, stderr) => {
        const output = summarise(stdout, stderr);
        assert.ok(output.length <= 2500);
        if (stdout.length + stderr.length < 2400) assert.ok(output.startsWith(stdout) && output.endsWith(stderr));
      }),
    );
  });

  it('marks what was cut', () => {
    const long = 'x'.repeat(3000);
    assert.match(summarise(long, ''), /x\n---Output truncated---$/);
    assert.match(summarise('out', long), /^out\n----------ERROR-------\nx+\n---Error truncated----$/);
    assert.match(summarise(long, long), /Output truncated---\n----------ERROR-------\nx+\n---Error truncated----$/);
  });
});

describe('lab node: time-outs', () => {
  for (const [given, seconds] of [
    [600, 600],
    ['600', 600],
    [3, 3600],
    [5, 5],
    [172_801, 3600],
    ['soon', 3600],
    [undefined, 3600],
    [7.9, 7],
  ] as const) {
    it(`${given} is ${seconds} seconds`, () => assert.equal(stepTimeout(given), seconds));
  }
});

describe('lab node: preconditions', () => {
  const judge = (
    precondition: Record<string, unknown> | undefined,
    platform: 'Windows' | 'Linux' = 'Windows',
    resolved: unknown = precondition,
  ) => judgePrecondition({ action: 'a', name: 'step', precondition }, resolved, { platform } as LabNode);

  it('compares the platform', () => {
    assert.equal(judge({ StringEquals: ['platformType', 'windows'] }), 'run');
    assert.equal(judge({ StringEquals: ['Windows', 'platformType'] }, 'Linux'), 'skip');
    assert.equal(judge(undefined), 'run');
  });
  it('compares parameters', () => {
    assert.equal(judge({ StringEquals: ['{{ P }}', 'x'] }, 'Windows', { StringEquals: ['x', 'x'] }), 'run');
    assert.equal(judge({ StringEquals: ['{{ P }}', 'x'] }, 'Windows', { StringEquals: ['y', 'x'] }), 'skip');
  });
  it('fails on anything else', () => {
    assert.match(JSON.stringify(judge({ StringLike: ['platformType', 'x'] })), /Unrecognized precondition/);
    assert.match(JSON.stringify(judge({ StringEquals: ['x', 'y'] })), /must be a document parameter/);
  });
});

describe('lab node: lies', () => {
  it('leaves output alone that is no report', () =>
    assert.deepEqual(lie('hello\n', 'hash', 's'), { stdout: 'hello\n', uploaded: 'hello\n' }));
});
