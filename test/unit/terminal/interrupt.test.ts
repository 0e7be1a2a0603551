import { deepEqual, equal } from 'node:assert/strict';
import { listenForInterrupt } from '../../../src/terminal/interrupt.ts';

describe('Ctrl-C', () => {
  it('aborts the first time and leaves with 130 the second', () => {
    const codes: number[] = [];
    let told = 0;
    const { signal, release } = listenForInterrupt(
      () => void told++,
      (code) => void codes.push(code),
    );
    try {
      process.emit('SIGINT');
      equal(signal.aborted, true);
      deepEqual([told, codes], [1, []]);
      process.emit('SIGTERM');
      deepEqual([told, codes], [1, [130]]);
    } finally {
      release();
    }
  });

  it('is left to others once released', () => {
    const before = process.listenerCount('SIGINT');
    const { release } = listenForInterrupt(() => {});
    equal(process.listenerCount('SIGINT'), before + 1);
    release();
    equal(process.listenerCount('SIGINT'), before);
  });
});
