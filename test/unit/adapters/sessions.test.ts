import assert from 'node:assert/strict';
import nock from 'nock';
import { createSessions } from '../../../src/adapters/aws/sessions.ts';
import { WinhardenError } from '../../../src/core/errors.ts';
import { clientsAndCounter, closeTheNet, failure, onSsm, openTheNet } from './wire.ts';

const IAM = 'https://iam.amazonaws.com';
const sessions = () => createSessions(clientsAndCounter().clients);
const iam = (operation: string, body: string) =>
  `<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${operation}Result>${body}</${operation}Result></${operation}Response>`;

describe('sessions over the wire', () => {
  beforeEach(closeTheNet);
  afterEach(openTheNet);

  it('asks whether an agent holds a connection', async () => {
    const seen: unknown[] = [];
    onSsm('GetConnectionStatus', seen).reply(200, { Target: 'i-1', Status: 'connected' });
    onSsm('GetConnectionStatus').reply(200, { Target: 'i-1', Status: 'notconnected' });
    assert.equal(await sessions().connected('i-1'), true);
    assert.equal(await sessions().connected('i-1'), false);
    assert.deepEqual(seen, [{ Target: 'i-1' }]);
  });

  it('reads the preferences, in which empty texts say nothing', async () => {
    const seen: unknown[] = [];
    const inputs = {
      kmsKeyId: 'alias/sessions',
      s3BucketName: '',
      cloudWatchLogGroupName: 'logs',
      runAsEnabled: true,
      shellProfile: { windows: 'date', linux: '' },
    };
    const content = { schemaVersion: '1.0', inputs: { ...inputs, idleSessionTimeout: '20', maxSessionDuration: '' } };
    onSsm('GetDocument', seen).reply(200, { Content: JSON.stringify(content) });
    assert.deepEqual(await sessions().preferences(), {
      kmsKey: 'alias/sessions',
      bucket: null,
      logGroup: 'logs',
      idleMinutes: 20,
      maxMinutes: null,
      windowsProfile: 'date',
      runAs: true,
    });
    assert.deepEqual(seen, [{ Name: 'SSM-SessionManagerRunShell', DocumentFormat: 'JSON' }]);
  });

  it('has none where none were set, and says where they may not be read', async () => {
    onSsm('GetDocument').reply(400, failure('InvalidDocument'));
    assert.equal(await sessions().preferences(), null);
    onSsm('GetDocument').reply(400, failure('AccessDeniedException'));
    await assert.rejects(
      sessions().preferences(),
      (error) =>
        error instanceof WinhardenError && error.code === 'NoPermission' && /ssm:GetDocument/.test(error.message),
    );
  });

  it('says of preferences that cannot be read what is wrong with them', async () => {
    onSsm('GetDocument').reply(200, { Content: 'no JSON' });
    await assert.rejects(sessions().preferences(), (error) => error instanceof WinhardenError);
  });

  it('asks IAM for the key too, where sessions have one', async () => {
    const forms: URLSearchParams[] = [];
    const take = (body: unknown) => forms.push(new URLSearchParams(body as Record<string, string>)) > 0;
    const role = '<Roles><member><Arn>arn:aws:iam::111122223333:role/r</Arn></member></Roles>';
    const denied = (action: string) =>
      `<EvaluationResults><member><EvalActionName>${action}</EvalActionName><EvalDecision>implicitDeny</EvalDecision></member></EvaluationResults>`;
    for (const action of ['ssmmessages:OpenDataChannel', 'kms:Decrypt']) {
      nock(IAM)
        .post('/', take)
        .reply(200, iam('GetInstanceProfile', `<InstanceProfile>${role}</InstanceProfile>`));
      nock(IAM)
        .post('/', take)
        .reply(200, iam('SimulatePrincipalPolicy', denied(action)));
    }
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/k';
    const profile = 'arn:aws:iam::111122223333:instance-profile/node';
    assert.deepEqual(await sessions().missing(profile, key), ['ssmmessages:OpenDataChannel', 'kms:Decrypt']);
    assert.equal(forms.at(-1)?.get('ResourceArns.member.1'), key);
  });
});
