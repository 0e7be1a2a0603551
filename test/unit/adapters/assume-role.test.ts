import { deepEqual, equal, rejects } from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import nock from 'nock';
import { assumeRole } from '../../../src/adapters/aws/assume-role.ts';
import type { WinhardenError } from '../../../src/core/errors.ts';
import { clientsAndCounter, closeTheNet, openTheNet, STS } from './wire.ts';

const ROLE = { arn: 'arn:aws:iam::444455556666:role/winharden', sessionName: 'winharden-3f9c1a', externalId: 'x-1' };

const answer = (key: string, minutes: number) =>
  `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
  <AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
  <Expiration>${new Date(Date.now() + minutes * 60_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

const denied = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>`;

describe('an assumed role', () => {
  before(closeTheNet);
  after(openTheNet);

  it('is asked for once by all who need it, and again before its keys end', async () => {
    const bodies: unknown[] = [];
    const once = (key: string, minutes: number) =>
      nock(STS)
        .post('/', (body) => bodies.push(body) > 0)
        .reply(200, answer(key, minutes));
    const keys = assumeRole(clientsAndCounter().clients, ROLE);
    once('FIRST', 4);
    deepEqual(
      (await Promise.all([keys(), keys(), keys()])).map(({ accessKeyId }) => accessKeyId),
      ['FIRST', 'FIRST', 'FIRST'],
    );
    once('SECOND', 60);
    equal((await keys()).accessKeyId, 'SECOND');
    equal((await keys()).accessKeyId, 'SECOND');
    equal(bodies.length, 2);
    const { RoleArn, RoleSessionName, ExternalId } = bodies[0] as Record<string, string>;
    deepEqual(
      { RoleArn, RoleSessionName, ExternalId },
      { RoleArn: ROLE.arn, RoleSessionName: ROLE.sessionName, ExternalId: ROLE.externalId },
    );
  });

  it('that may not be assumed says what it takes, and may be tried again', async () => {
    const keys = assumeRole(clientsAndCounter().clients, ROLE);
    nock(STS).post('/').reply(403, denied);
    await rejects(keys(), (error: WinhardenError) => {
      equal(error.code, 'RoleNotAssumed');
      return (
        /sts:AssumeRole on arn:aws:iam::444455556666:role\/winharden: not authorized/.test(error.message) &&
        /trust you/.test(error.suggestions.join())
      );
    });
    nock(STS).post('/').reply(200, answer('THIRD', 60));
    equal((await keys()).accessKeyId, 'THIRD');
  });
});
