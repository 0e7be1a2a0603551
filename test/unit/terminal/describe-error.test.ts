import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { EXIT, WinhardenError } from '../../../src/core/errors.ts';
import { describeError } from '../../../src/terminal/describe-error.ts';
import { errorAnswer, errorText } from '../../../src/terminal/report-error.ts';
import { plainStyle } from '../../../src/terminal/style.ts';

const HELP = 'winharden apply --help';
const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};
const usage = (message: string, more: object = {}) =>
  Object.assign(new Error(message), { oclif: { exit: 2 }, ...more });

describe('an error for people', () => {
  it('keeps what winharden says of its own errors', () => {
    const error = new WinhardenError({ code: 'NoMatch', message: 'no node has x', suggestions: ['look'], exit: 2 });
    deepEqual(describeError(error, HELP), {
      exit: 2,
      code: 'NoMatch',
      message: 'no node has x',
      suggestions: ['look'],
    });
  });

  it('takes the lab at its word too', () => {
    const error = Object.assign(new Error('port 1 is taken'), {
      name: 'LabError',
      code: 'PortTaken',
      suggestions: ['another'],
    });
    deepEqual(describeError(error, HELP), {
      exit: 1,
      code: 'PortTaken',
      message: 'port 1 is taken',
      suggestions: ['another'],
    });
  });

  it('calls anything else a bug, in one line', () => {
    const view = describeError(new TypeError('x is not a function\n    at y'), HELP);
    equal(view.code, 'UnexpectedError');
    equal(view.exit, EXIT.failed);
    equal(view.message, 'winharden met something unexpected: x is not a function');
    match(view.suggestions.join(), /bug.*DEBUG/);
  });

  it('can say something even of what is no error', () => {
    equal(describeError('boo', HELP).message, 'winharden met something unexpected: boo');
    equal(describeError(new TypeError(''), HELP).message, 'winharden met something unexpected: TypeError');
  });

  it('does not call a file that cannot be read a bug', () => {
    const view = describeError(
      thrownBy(() => readFileSync('/nowhere/at/all')),
      HELP,
    );
    equal(view.code, 'FileError');
    equal(view.message, 'cannot use /nowhere/at/all: there is no such file or folder');
  });

  it('ends an abort with 130', () => {
    equal(describeError(new DOMException('stop', 'AbortError'), HELP).exit, EXIT.interrupted);
  });
});

describe('a wrong command line', () => {
  const message = (error: Error) => describeError(error, HELP).message;

  it('exits with 2 and names the help', () => {
    const view = describeError(usage('Unexpected argument: x\nSee more help with --help'), HELP);
    deepEqual(view, {
      exit: 2,
      code: 'UsageError',
      message: 'Unexpected argument: x',
      suggestions: ['See `winharden apply --help`.'],
    });
  });

  it('says which flag an unknown one is like', () => {
    const parse = { input: { flags: { 'instance-id': {}, json: {} } } };
    equal(
      message(usage('Nonexistent flag: --instanceid', { flags: ['--instanceid'], parse })),
      'there is no flag --instanceid; did you mean "--instance-id"?',
    );
  });

  it('names missing arguments and flags', () => {
    equal(
      message(usage('Missing 1 required arg:\nid  The run', { args: [{ name: 'id' }] })),
      'the argument ID is missing',
    );
    equal(
      message(
        usage(
          'The following error occurred:\n  \x1b[2mMissing required flag baseline\x1b[22m\nSee more help with --help',
        ),
      ),
      'the flag --baseline is missing',
    );
  });

  it('shows no parser state', () => {
    const error = usage('Unexpected argument: x', { args: ['x'], parse: { input: { argv: ['secret'] } } });
    doesNotMatch(JSON.stringify(errorAnswer(describeError(error, HELP))), /secret/);
  });

  it('reads what a flag itself refuses, which oclif gives no exit code', () => {
    const view = describeError(
      new Error('Parsing --canary \n\tExpected an integer but received: x\nSee more help with --help'),
      HELP,
    );
    equal(view.message, '--canary: Expected an integer but received: x');
    equal(view.exit, EXIT.usage);
  });
});

describe('how an error is printed', () => {
  it('is a sentence and what to do next, without control characters', () => {
    const view = { exit: 1, code: 'X', message: 'bad name "\x1b[2J"', suggestions: ['rename it'] };
    equal(errorText(view, plainStyle), 'Error: bad name "\\u001b[2J"\n  → rename it');
  });

  it('is an answer with status and error under --json', () => {
    const view = { exit: 3, code: 'X', message: 'm', suggestions: [] };
    deepEqual(errorAnswer(view), { status: 3, error: { code: 'X', message: 'm', suggestions: [] } });
  });
});
