import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'mocha';
import nock from 'nock';
import { createBucket } from '../../../src/adapters/aws/bucket.ts';
import { clientsAndCounter, closeTheNet, openTheNet, S3 } from './wire.ts';

const bucket = () => createBucket(clientsAndCounter().clients, async () => '111122223333');
const OWNER = { reqheaders: { 'x-amz-expected-bucket-owner': '111122223333' } };
const listing = '<ListBucketResult><Name>results</Name><KeyCount>0</KeyCount></ListBucketResult>';
/** What every answer of S3 over an object has, and no captive portal's. */
const TAG = { ETag: '"abc"' };
const error = (code: string) => `<Error><Code>${code}</Code><Message>as told</Message></Error>`;

describe('the bucket over the wire', () => {
  beforeEach(closeTheNet);
  afterEach(openTheNet);

  it('is checked by listing its prefix', async () => {
    const scope = nock(S3, OWNER)
      .get('/')
      .query({ 'list-type': '2', 'max-keys': '1', prefix: 'winharden/' })
      .reply(200, listing);
    await bucket().check('results', 'winharden');
    assert.ok(scope.isDone());
  });

  for (const [what, status, body, code] of [
    ['it does not exist', 404, error('NoSuchBucket'), 'NoSuchBucket'],
    ['it may not be listed', 403, error('AccessDenied'), 'NoPermission'],
    ['something else answers', 200, '<html><body>Sign in</body></html>', 'NotAws'],
  ] as const) {
    it(`fails the check when ${what}`, async () => {
      nock(S3, OWNER).get('/').query(true).reply(status, body);
      await assert.rejects(bucket().check('results', ''), { code, message: /results|ListBucket/ });
    });
  }

  it('reads an object, and tells missing, forbidden and too large apart', async () => {
    const read = (most = 100) => bucket().read('results', 'a/b', most);
    const get = () => nock(S3, OWNER).get('/a/b').query(true);
    get().reply(200, 'hello', TAG);
    const answer = await read();
    assert.equal(answer.kind === 'read' && Buffer.from(answer.bytes).toString(), 'hello');
    get().reply(200, '<html><body>Sign in</body></html>');
    await assert.rejects(bucket().read('results', 'a/b', 100), { code: 'NotAws' });
    get().reply(404, error('NoSuchKey'));
    assert.deepEqual(await read(), { kind: 'missing' });
    get().reply(403, error('AccessDenied'));
    assert.deepEqual(await read(), { kind: 'denied' });
    get().reply(200, 'x'.repeat(101), TAG);
    assert.deepEqual(await read(), { kind: 'tooLarge' });
  });

  it('lists the folders right below one, page by page', async () => {
    const page = (prefixes: string[], next = '') =>
      `<ListBucketResult><Name>results</Name><IsTruncated>${next !== ''}</IsTruncated>${next}${prefixes
        .map((prefix) => `<CommonPrefixes><Prefix>${prefix}</Prefix></CommonPrefixes>`)
        .join('')}</ListBucketResult>`;
    const asked = { 'list-type': '2', delimiter: '/', prefix: 'winharden/runs/', 'start-after': 'winharden/runs/2027' };
    const more = '<NextContinuationToken>t</NextContinuationToken>';
    nock(S3, OWNER)
      .get('/')
      .query(asked)
      .reply(200, page(['winharden/runs/a/'], more));
    nock(S3, OWNER)
      .get('/')
      .query({ ...asked, 'continuation-token': 't' })
      .reply(200, page(['winharden/runs/b/']));
    assert.deepEqual(await bucket().folders('results', 'winharden/runs', '2027'), ['a', 'b']);
    nock(S3, OWNER).get('/').query(true).reply(200, '<html><body>Sign in</body></html>');
    await assert.rejects(bucket().folders('results', 'winharden/runs', ''), { code: 'NotAws' });
  });

  it('names the account that it expects where the bucket may be somebody else’s', async () => {
    nock(S3, OWNER).get('/').query(true).reply(403, error('AccessDenied'));
    await assert.rejects(bucket().check('results', ''), {
      code: 'NoPermission',
      message: /expected to belong to account 111122223333 \(else name its owner with --bucket-owner\)/,
    });
  });

  it('tells whether a node put anything', async () => {
    const listed = (count: number) => listing.replace('>0<', `>${count}<`);
    const list = () => nock(S3, OWNER).get('/').query({ 'list-type': '2', 'max-keys': '1', prefix: 'c-1/i-1/' });
    list().reply(200, listed(0));
    assert.equal(await bucket().has('results', 'c-1/i-1/'), false);
    list().reply(200, listed(1));
    assert.equal(await bucket().has('results', 'c-1/i-1/'), true);
  });

  it('tells a transfer that broke off, so that it is read again', async () => {
    nock(S3, OWNER)
      .get('/a/b')
      .query(true)
      .reply(
        200,
        () =>
          Readable.from(
            (async function* () {
              yield 'half';
              throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
            })(),
          ),
        TAG,
      );
    await assert.rejects(bucket().read('results', 'a/b', 100), { code: 'Unreachable', message: /aborted/ });
  });

  it('writes an object, or names the permission and the object', async () => {
    let body = '';
    nock(S3, OWNER)
      .put('/a/b', (sent) => {
        body = JSON.stringify(sent);
        return true;
      })
      .query(true)
      .reply(200, '', TAG);
    await bucket().write('results', 'a/b', '{"x":1}');
    assert.equal(body, '{"x":1}');
    nock(S3, OWNER).put('/a/b').query(true).reply(403, error('AccessDenied'));
    await assert.rejects(bucket().write('results', 'a/b', '{}'), {
      code: 'NoPermission',
      message: /s3:PutObject on s3:\/\/results\/a\/b/,
    });
  });
});
