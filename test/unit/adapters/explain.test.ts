import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import nock from 'nock';
import { createAwsClients } from '../../../src/adapters/aws/clients.ts';
import { createDocuments } from '../../../src/adapters/aws/documents.ts';
import { explain } from '../../../src/adapters/aws/explain.ts';
import { retrySettings } from '../../../src/adapters/aws/retry-settings.ts';
import { EXIT } from '../../../src/core/errors.ts';
import { clientsAndCounter, closeTheNet, failure, onSsm, openTheNet, plainEnvironment, SSM } from './wire.ts';

const describeDocument = () => createDocuments(clientsAndCounter().clients).describe('winharden-x-audit', null);

describe('AWS errors, explained', () => {
  beforeEach(closeTheNet);
  afterEach(openTheNet);

  const answers: [string, number, string | object, string, RegExp][] = [
    [
      'expired keys',
      400,
      failure('ExpiredTokenException', 'The security token included in the request is expired'),
      'ExpiredCredentials',
      /has expired/,
    ],
    [
      'unknown keys',
      400,
      failure('UnrecognizedClientException', 'The security token is invalid'),
      'InvalidCredentials',
      /does not accept/,
    ],
    ['a wrong clock', 400, failure('InvalidSignatureException', 'Signature not yet current'), 'ClockSkew', /time/],
    [
      'no permission',
      400,
      failure('AccessDeniedException', 'User: u is not authorized'),
      'NoPermission',
      /ssm:DescribeDocument on the SSM document winharden-x-audit: User: u/,
    ],
    [
      'throttling',
      400,
      failure('ThrottlingException', 'Rate exceeded'),
      'Throttled',
      /throttled ssm:DescribeDocument 1 times/,
    ],
    [
      'a page of HTML',
      200,
      '<html>Sign in</html>',
      'NotAws',
      /^ssm\.eu-west-1\.amazonaws\.com did not answer ssm:DescribeDocument like AWS/,
    ],
    ['HTML with an error', 404, '<html>Not found<br></html>', 'NotAws', /did not answer/],
    ['an outage', 503, failure('ServiceUnavailable'), 'AwsUnavailable', /with 503/],
    [
      'anything else',
      400,
      failure('SomethingNew', 'line one\nline two'),
      'AwsRefused',
      /SomethingNew: line one line two$/,
    ],
  ];
  for (const [what, status, body, code, message] of answers) {
    it(`says what to do about ${what}`, async () => {
      plainEnvironment({ AWS_MAX_ATTEMPTS: '1' });
      onSsm('DescribeDocument').reply(status, body);
      await assert.rejects(describeDocument(), (error: Error & { code: string; exit: number }) => {
        assert.deepEqual([error.code, error.exit], [code, EXIT.failed]);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it('explains a network that does not lead there', async () => {
    plainEnvironment({ AWS_MAX_ATTEMPTS: '1' });
    for (const code of ['ENOTFOUND', 'ECONNREFUSED', 'SELF_SIGNED_CERT_IN_CHAIN']) {
      nock(SSM)
        .post('/')
        .replyWithError(Object.assign(new Error(`got ${code}`), { code }));
      await assert.rejects(describeDocument(), {
        code: 'Unreachable',
        message: new RegExp(`ssm.eu-west-1.amazonaws.com could not be reached .*${code}`),
      });
    }
  });

  it('explains missing credentials and an expired SSO session', async () => {
    plainEnvironment();
    delete process.env['AWS_ACCESS_KEY_ID'];
    await assert.rejects(describeDocument(), { code: 'NoCredentials' });
    const expired = Object.assign(
      new Error(
        'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login',
      ),
      { name: 'CredentialsProviderError' },
    );
    const { code, suggestions } = explain(expired, { action: 'sts:GetCallerIdentity', resource: 'x' });
    assert.equal(code, 'ExpiredCredentials');
    assert.match(suggestions[0] ?? '', /aws sso login/);
  });

  for (const [name, code, words, wanted] of [
    ['ExpiredTokenException', '', 'The security token included in the request is expired', 'ExpiredCredentials'],
    ['ExpiredToken', '', 'The provided token has expired.', 'ExpiredCredentials'],
    ['TokenProviderError', '', 'Token is expired. To refresh this SSO session run', 'ExpiredCredentials'],
    ['UnauthorizedException', '', 'Session token not found or invalid', 'ExpiredCredentials'],
    ['CredentialsProviderError', '', 'Could not load credentials from any providers', 'NoCredentials'],
    ['RequestTimeTooSkewed', '', 'The difference between the request time and now is too large.', 'ClockSkew'],
    ['InvalidSignatureException', '', 'Signature expired: 20261123T1 is now earlier than 20261123T2', 'ClockSkew'],
    ['InvalidSignatureException', '', 'Signature not yet current: 20261123T3', 'ClockSkew'],
    ['InvalidSignatureException', '', 'The request signature we calculated does not match', 'InvalidCredentials'],
    ['Error', 'ENOTFOUND', 'getaddrinfo ENOTFOUND ssm.eu-west-1.amazonaws.com', 'Unreachable'],
    ['Error', 'EAI_AGAIN', 'getaddrinfo EAI_AGAIN ssm.eu-west-1.amazonaws.com', 'Unreachable'],
    ['Error', 'ENETDOWN', 'connect ENETDOWN', 'Unreachable'],
    ['Error', 'ERR_STREAM_PREMATURE_CLOSE', 'Premature close', 'Unreachable'],
    ['TimeoutError', '', 'Connection timed out after 10000 ms', 'Unreachable'],
    ['RequestTimeout', '', 'Your socket connection to the server was not read from', 'Unreachable'],
    ['SlowDown', '', 'Please reduce your request rate.', 'Throttled'],
  ]) {
    it(`knows ${name} ${code} "${words}" as ${wanted}`, () => {
      const error = Object.assign(new Error(words), { name, ...(code && { code }) });
      assert.equal(explain(error, { action: 's3:GetObject', resource: 'x' }).code, wanted);
    });
  }

  it('explains a missing Region with what the SDK reads and does not read', async () => {
    plainEnvironment({ AWS_DEFAULT_REGION: 'eu-west-1' });
    delete process.env['AWS_REGION'];
    await assert.rejects(describeDocument(), (error: { code: string; suggestions: string[] }) => {
      assert.equal(error.code, 'NoRegion');
      assert.match(error.suggestions[0] ?? '', /AWS_REGION .*AWS_DEFAULT_REGION is not read/);
      return true;
    });
  });

  it('takes Region and profile from flags over the environment', async () => {
    const clients = createAwsClients({ region: 'us-west-2' }, new Map());
    const { client } = await clients.ssm();
    assert.equal(await client.config.region(), 'us-west-2');
  });
});

describe('retry settings', () => {
  afterEach(openTheNet);
  const settings = async (profile?: string) => {
    const { retryMode, maxAttempts } = await retrySettings(profile);
    return [await retryMode(), await maxAttempts()];
  };

  it('are patient where the user says nothing', async () => {
    plainEnvironment();
    assert.deepEqual(await settings(), ['standard', 10]);
  });
  it('are the environment’s where it says something', async () => {
    plainEnvironment({ AWS_RETRY_MODE: 'adaptive', AWS_MAX_ATTEMPTS: '2' });
    assert.deepEqual(await settings(), ['adaptive', 2]);
  });
  it('are the profile’s where it says something', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'winharden-')), 'config');
    await writeFile(file, '[profile slow]\nretry_mode = adaptive\nmax_attempts = 4\n');
    plainEnvironment({ AWS_CONFIG_FILE: file });
    assert.deepEqual(await settings('slow'), ['adaptive', 4]);
    assert.deepEqual(await settings(), ['standard', 10]);
  });
  it('reach the client', async () => {
    plainEnvironment({ AWS_MAX_ATTEMPTS: '3' });
    const { client } = await createAwsClients({}, new Map()).ssm();
    assert.equal(await client.config.maxAttempts(), 3);
  });
});
