import { equal } from 'node:assert/strict';
import { plainStyle, styleFor } from '../../../src/terminal/style.ts';
import { table } from '../../../src/terminal/table.ts';

describe('a table', () => {
  it('aligns columns, numbers to the right', () => {
    equal(
      table(
        ['name', 'count', 'why'],
        [
          ['a', 5, 'x'],
          ['longer', 100, 'y'],
        ],
        plainStyle,
      ),
      ['  name    count  why', '  a           5  x', '  longer    100  y'].join('\n'),
    );
  });

  it('keeps each row on one line, whatever is in it', () => {
    equal(table(['a'], [['one\ntwo\x1b[31m']], plainStyle), '  a\n  one two\\u001b[31m');
  });

  it('cuts long text visibly, but not in the last column', () => {
    const long = 'x'.repeat(60);
    equal(table(['a', 'b'], [[long, long]], plainStyle).split('\n')[1], `  ${'x'.repeat(47)}…  ${long}`);
  });

  it('stands on its head alone when it is empty', () => equal(table(['a', 'b'], [], plainStyle), '  a  b'));
});

describe('colours', () => {
  const coloured = (isTTY: boolean, env: NodeJS.ProcessEnv) => styleFor({ isTTY }, env)('bad', 'x') !== 'x';

  it('are for terminals only', () => {
    equal(coloured(true, {}), true);
    equal(coloured(false, {}), false);
  });

  it('are never there with NO_COLOR or on a dumb terminal', () => {
    equal(coloured(true, { NO_COLOR: '1' }), false);
    equal(coloured(true, { TERM: 'dumb' }), false);
  });

  it('leave plain text alone', () => equal(styleFor({ isTTY: true }, {})('plain', 'x'), 'x'));
});
