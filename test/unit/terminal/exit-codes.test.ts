import { deepEqual, equal } from 'node:assert/strict';
import { EXIT } from '../../../src/core/errors.ts';
import { EXIT_MEANING, exitCodeRows } from '../../../src/terminal/exit-codes.ts';

describe('exit codes', () => {
  it('have a meaning each', () => deepEqual(Object.keys(EXIT_MEANING).sort(), Object.keys(EXIT).sort()));

  it('stand in the order of their numbers', () => {
    deepEqual(
      exitCodeRows(['interrupted', 'done', 'partly']).map(([code]) => code),
      ['0', '68', '130'],
    );
  });

  it('are different numbers', () => equal(new Set(Object.values(EXIT)).size, Object.keys(EXIT).length));
});
