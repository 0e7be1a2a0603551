import { equal, throws } from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { WinhardenError } from '../../../src/core/errors.ts';
import { askYesNo, requireAnswerable } from '../../../src/terminal/confirm.ts';

function ask(answer: (input: PassThrough, controller: AbortController) => void) {
  const input = new PassThrough();
  const controller = new AbortController();
  const asked = askYesNo('Go?', controller.signal, { input, output: new PassThrough() });
  answer(input, controller);
  return asked;
}

describe('the question', () => {
  for (const [typed, yes] of [
    ['y', true],
    ['YES', true],
    ['', false],
    ['n', false],
    ['yess', false],
    ['yes please', false],
  ] as const) {
    it(`takes "${typed}" for a ${yes ? 'yes' : 'no'}`, async () =>
      equal(await ask((input) => input.write(`${typed}\n`)), yes));
  }

  it('takes the end of the input for a no', async () => equal(await ask((input) => input.end()), false));

  it('takes an abort for a no', async () => equal(await ask((_, controller) => controller.abort()), false));

  it('is refused where nobody can answer', () => {
    requireAnswerable({ isTTY: true });
    throws(
      () => requireAnswerable({}),
      (error) => error instanceof WinhardenError && error.exit === 2 && /--yes/.test(error.suggestions.join()),
    );
  });
});
