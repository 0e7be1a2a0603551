import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import nock from 'nock';
import { createSurroundings } from '../../../src/adapters/aws/surroundings.ts';
import { clientsAndCounter, closeTheNet, openTheNet, S3, STS } from './wire.ts';

const IAM = 'https://iam.amazonaws.com';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/operators/me';
const ROLE = 'arn:aws:iam::111122223333:role/teams/operators';

const surroundings = () => createSurroundings(clientsAndCounter().clients, async () => '111122223333');
const answered = (operation: string, body: string) =>
  `<${operation}Response><${operation}Result>${body}</${operation}Result></${operation}Response>`;
const onIam = (action: string, seen: Record<string, string>[] = []) =>
  nock(IAM).post('/', (body: Record<string, string>) => {
    if (body['Action'] === action) seen.push(body);
    return body['Action'] === action;
  });

describe('what is around, over the wire', () => {
  beforeEach(closeTheNet);
  afterEach(openTheNet);

  it('a session is judged by its role with the path, a user by himself, the root user by nothing', async () => {
    onIam('GetRole').reply(200, answered('GetRole', `<Role><Arn>${ROLE}</Arn></Role>`));
    assert.equal(await surroundings().principalOf(SESSION), ROLE);
    const user = 'arn:aws:iam::111122223333:user/teams/me';
    assert.equal(await surroundings().principalOf(user), user);
    assert.equal(await surroundings().principalOf('arn:aws:iam::111122223333:root'), null);
  });

  it('asks IAM once for each resource, and reads every page', async () => {
    const asked: Record<string, string>[] = [];
    const page = (action: string, decision: string, more = '') =>
      answered(
        'SimulatePrincipalPolicy',
        `<EvaluationResults><member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision}</EvalDecision></member></EvaluationResults>${more}`,
      );
    const marker = '<IsTruncated>true</IsTruncated><Marker>m</Marker>';
    onIam('SimulatePrincipalPolicy', asked).reply(200, page('ssm:SendCommand', 'allowed', marker));
    onIam('SimulatePrincipalPolicy', asked).reply(200, page('ssm:GetDocument', 'implicitDeny'));
    onIam('SimulatePrincipalPolicy', asked).reply(200, page('ssm:ListCommands', 'explicitDeny'));
    const document = 'arn:aws:ssm:eu-west-1:111122223333:document/winharden-x';
    const found = await surroundings().decisions(ROLE, [
      { action: 'ssm:SendCommand', resource: document },
      { action: 'ssm:ListCommands', resource: '*' },
      { action: 'ssm:GetDocument', resource: document },
    ]);
    assert.deepEqual(found, [
      { action: 'ssm:SendCommand', resource: document, allowed: true },
      { action: 'ssm:GetDocument', resource: document, allowed: false },
      { action: 'ssm:ListCommands', resource: '*', allowed: false },
    ]);
    assert.equal(asked[0]?.['ActionNames.member.2'], 'ssm:GetDocument');
    assert.equal(asked[1]?.['Marker'], 'm');
  });

  it('tells how far this machine is ahead, by the Date of an answer', async () => {
    const identity = answered('GetCallerIdentity', '<Account>111122223333</Account>');
    const hourAgo = new Date(Date.now() - 3_600_000).toUTCString();
    nock(STS).post('/').reply(200, identity, { Date: hourAgo });
    const ahead = await surroundings().clockAhead();
    assert.ok(ahead !== null && Math.abs(ahead - 3600) < 60, String(ahead));
  });

  it('reads each setting of a bucket by itself: what was never set, what may not be read', async () => {
    const error = (code: string) => `<Error><Code>${code}</Code><Message>no</Message></Error>`;
    const get = (name: string) =>
      nock(S3)
        .get('/')
        .query({ [name]: '' });
    get('encryption').reply(404, error('ServerSideEncryptionConfigurationNotFoundError'));
    get('publicAccessBlock').reply(404, error('NoSuchPublicAccessBlockConfiguration'));
    get('ownershipControls').reply(
      200,
      '<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>',
    );
    get('policy').reply(403, error('AccessDenied'));
    get('versioning').reply(200, '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>');
    get('lifecycle').reply(
      200,
      '<LifecycleConfiguration><Rule><ID>a</ID><Status>Enabled</Status></Rule><Rule><ID>b</ID><Status>Disabled</Status></Rule></LifecycleConfiguration>',
    );
    const { policy, ...found } = await surroundings().bucketSettings('results');
    assert.deepEqual(found, {
      encryption: null,
      publicAccess: null,
      ownership: 'BucketOwnerEnforced',
      versioning: 'Suspended',
      lifecycleRules: 1,
    });
    assert.ok(typeof policy === 'object' && policy !== null);
    assert.equal(policy.unknown.code, 'NoPermission');
    assert.match(policy.unknown.message, /s3:GetBucketPolicy/);
  });
});
