import assert from 'node:assert/strict';
import { sessionArguments } from '../../../../src/core/access/session-command.ts';
import { WinhardenError } from '../../../../src/core/errors.ts';

const instanceId = 'i-0123456789abcdef0';
const START = ['ssm', 'start-session', `--target=${instanceId}`];

describe('the command of a session', () => {
  it('is a shell with what was said of AWS', () => {
    assert.deepEqual(sessionArguments({ instanceId }), START);
    assert.deepEqual(sessionArguments({ instanceId, region: 'eu-west-1', profile: '-p', document: 'Mine' }), [
      ...START,
      '--document-name=Mine',
      '--region=eu-west-1',
      '--profile=-p',
    ]);
  });

  it('brings a port here', () => {
    const [, , , document, parameters = ''] = sessionArguments({ instanceId, port: 3389, localPort: 13389 });
    assert.equal(document, '--document-name=AWS-StartPortForwardingSession');
    assert.deepEqual(JSON.parse(parameters.replace('--parameters=', '')), {
      portNumber: ['3389'],
      localPortNumber: ['13389'],
    });
  });

  it('keeps a reason as it was typed, and lets none be read from elsewhere', () => {
    const reason = `-x; $(rm) "it's"`;
    assert.equal(sessionArguments({ instanceId, reason }).at(-1), `--reason=${reason}`);
    for (const text of ['file:///etc/passwd', 'fileb://x', 'https://example.com'])
      assert.throws(
        () => sessionArguments({ instanceId, reason: text }),
        (error) => error instanceof WinhardenError && error.code === 'InvalidReason',
      );
  });
});
