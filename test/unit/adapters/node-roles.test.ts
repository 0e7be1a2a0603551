import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import nock from 'nock';
import { createNodeRoles } from '../../../src/adapters/aws/node-roles.ts';
import { clientsAndCounter, closeTheNet, EC2, openTheNet, xml } from './wire.ts';

const IAM = 'https://iam.amazonaws.com';
const PROFILE = 'arn:aws:iam::111122223333:instance-profile/nodes/web-nodes';
const ROLE = 'arn:aws:iam::111122223333:role/nodes/web';

const instances = (profile: string) =>
  xml(
    'DescribeInstances',
    `<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>${profile}</item></instancesSet></item></reservationSet>`,
  );
const withProfile = instances(`<iamInstanceProfile><arn>${PROFILE}</arn><id>AIPA</id></iamInstanceProfile>`);
const answered = (operation: string, body: string) =>
  `<${operation}Response><${operation}Result>${body}</${operation}Result></${operation}Response>`;
const theProfile = answered(
  'GetInstanceProfile',
  `<InstanceProfile><Roles><member><Arn>${ROLE}</Arn></member></Roles></InstanceProfile>`,
);
const decided = (decision: string) =>
  answered(
    'SimulatePrincipalPolicy',
    `<EvaluationResults><member><EvalDecision>${decision}</EvalDecision></member></EvaluationResults>`,
  );
const denied = '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>';

const on = (host: string, action: string, seen: string[] = []) =>
  nock(host).post('/', (body: Record<string, string>) => {
    if (body['Action'] === action) seen.push(new URLSearchParams(body).toString());
    return body['Action'] === action;
  });

describe('the roles of nodes over the wire', () => {
  beforeEach(closeTheNet);
  afterEach(openTheNet);

  for (const [decision, may] of [
    ['allowed', 'yes'],
    ['implicitDeny', 'no'],
    ['explicitDeny', 'no'],
  ] as const) {
    it(`names profile and role, and what IAM decides: ${decision}`, async () => {
      const asked: string[] = [];
      on(EC2, 'DescribeInstances').reply(200, withProfile);
      on(IAM, 'GetInstanceProfile').reply(200, theProfile);
      on(IAM, 'SimulatePrincipalPolicy', asked).reply(200, decided(decision));
      const right = await createNodeRoles(clientsAndCounter().clients).mayPut('i-1', 'results', 'a/b');
      assert.deepEqual(right, { profile: 'web-nodes', role: 'web', may });
      const question = new URLSearchParams(asked[0]);
      assert.equal(question.get('PolicySourceArn'), ROLE);
      assert.equal(question.get('ActionNames.member.1'), 's3:PutObject');
      assert.equal(question.get('ResourceArns.member.1'), 'arn:aws:s3:::results/a/b');
    });
  }

  it('asks IAM once for all nodes with one profile', async () => {
    const { clients, counter } = clientsAndCounter();
    on(EC2, 'DescribeInstances').twice().reply(200, withProfile);
    on(IAM, 'GetInstanceProfile').reply(200, theProfile);
    on(IAM, 'SimulatePrincipalPolicy').reply(200, decided('allowed'));
    const roles = createNodeRoles(clients);
    await Promise.all([roles.mayPut('i-1', 'results', 'a'), roles.mayPut('i-2', 'results', 'b')]);
    assert.equal(counter.get('iam:SimulatePrincipalPolicy'), 1);
  });

  it('says what it knows where it may not ask further', async () => {
    const right = async () => createNodeRoles(clientsAndCounter().clients).mayPut('i-1', 'results', 'a/b');
    on(EC2, 'DescribeInstances').reply(200, withProfile);
    on(IAM, 'GetInstanceProfile').reply(200, theProfile);
    on(IAM, 'SimulatePrincipalPolicy').reply(403, denied);
    assert.deepEqual(await right(), { profile: 'web-nodes', role: 'web', may: 'unknown' });
    on(EC2, 'DescribeInstances').reply(200, withProfile);
    on(IAM, 'GetInstanceProfile').reply(403, denied);
    assert.deepEqual(await right(), { profile: 'web-nodes', role: null, may: 'unknown' });
    on(EC2, 'DescribeInstances').reply(200, instances(''));
    assert.deepEqual(await right(), { profile: null, role: null, may: 'unknown' });
    on(EC2, 'DescribeInstances').reply(403, denied);
    assert.deepEqual(await right(), { profile: null, role: null, may: 'unknown' });
  });
});
