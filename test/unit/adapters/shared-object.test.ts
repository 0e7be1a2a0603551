import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import nock from 'nock';
import { createSharedObject } from '../../../src/adapters/aws/shared-object.ts';
import { clientsAndCounter, closeTheNet, openTheNet, S3 } from './wire.ts';

const shared = () => createSharedObject(clientsAndCounter().clients, async () => '111122223333');
const error = (code: string) => `<Error><Code>${code}</Code><Message>as told</Message></Error>`;
const put = (headers: Record<string, string>) =>
  nock(S3, { reqheaders: { ...headers, 'x-amz-expected-bucket-owner': '111122223333' } })
    .put('/locks.json')
    .query(true);

describe('an object that several write, over the wire', () => {
  beforeEach(closeTheNet);
  afterEach(openTheNet);

  it('is read with the tag of its state, or is not there', async () => {
    nock(S3).get('/locks.json').query(true).reply(200, 'text', { ETag: '"abc"' });
    assert.deepEqual(await shared().read('results', 'locks.json'), { text: 'text', tag: '"abc"' });
    nock(S3).get('/locks.json').query(true).reply(404, error('NoSuchKey'));
    assert.equal(await shared().read('results', 'locks.json'), null);
    nock(S3).get('/locks.json').query(true).reply(403, error('AccessDenied'));
    await assert.rejects(shared().read('results', 'locks.json'), { code: 'NoPermission', message: /s3:GetObject/ });
  });

  it('is made only where there is none, and written over only as it was read', async () => {
    put({ 'if-none-match': '*' }).reply(200, '', { ETag: '"def"' });
    assert.equal(await shared().write('results', 'locks.json', 'text', null), 'written');
    put({ 'if-match': '"abc"' }).reply(200, '', { ETag: '"def"' });
    assert.equal(await shared().write('results', 'locks.json', 'text', '"abc"'), 'written');
  });

  for (const [status, code] of [
    [412, 'PreconditionFailed'],
    [409, 'ConditionalRequestConflict'],
    [404, 'NoSuchKey'],
  ] as const) {
    it(`is in conflict with somebody else's write at ${status} ${code}`, async () => {
      put({ 'if-match': '"abc"' }).reply(status, error(code));
      assert.equal(await shared().write('results', 'locks.json', 'text', '"abc"'), 'conflict');
    });
  }

  it('says what may not be written', async () => {
    put({ 'if-none-match': '*' }).reply(403, error('AccessDenied'));
    await assert.rejects(shared().write('results', 'locks.json', 'text', null), {
      code: 'NoPermission',
      message: /s3:PutObject on s3:\/\/results\/locks\.json/,
    });
  });
});
