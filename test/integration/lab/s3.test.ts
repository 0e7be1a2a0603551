import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  type ListObjectsV2Request,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { awsError, type LabUnderTest, openLab } from './clients.ts';

for (const kept of ['in memory', 'in a folder']) {
  describe(`lab: S3 ${kept}`, () => {
    let under: LabUnderTest;
    let state: string | undefined;
    let Bucket: string;
    before(async () => {
      state = kept === 'in memory' ? undefined : await mkdtemp(join(tmpdir(), 'winharden-s3-'));
      under = await openLab(state === undefined ? {} : { state });
      Bucket = under.lab.bucket;
    });
    after(async () => {
      await under.lab.close();
      if (state !== undefined) await rm(state, { recursive: true });
    });
    const put = (Key: string, Body: string | Buffer | Readable, more = {}) =>
      under.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
    const get = (Key: string, more = {}) => under.s3.send(new GetObjectCommand({ Bucket, Key, ...more }));

    it('gives back what it was given, with its headers', async () => {
      const { ETag } = await put('a/b.txt', 'hello', { ContentType: 'text/plain', Metadata: { plan: 'p1' } });
      const found = await get('a/b.txt');
      assert.equal(await found.Body?.transformToString(), 'hello');
      assert.deepEqual(
        [found.ETag, found.ContentType, found.Metadata, found.ContentLength],
        [ETag, 'text/plain', { plan: 'p1' }, 5],
      );
      assert.equal(ETag, `"${createHash('md5').update('hello').digest('hex')}"`);
      const head = await under.s3.send(new HeadObjectCommand({ Bucket, Key: 'a/b.txt' }));
      assert.deepEqual([head.ContentLength, head.ETag], [5, ETag]);
      if (state !== undefined) assert.equal(await readFile(join(state, 's3', Bucket, 'a', 'b.txt'), 'utf8'), 'hello');
    });

    it('reads streams, which come in signed chunks with a checksum at the end', async () => {
      const parts = Array.from({ length: 40 }, (_, index) => Buffer.alloc(10_000, index));
      await put('stream', Readable.from(parts), { ContentLength: 400_000 });
      const found = await get('stream');
      assert.deepEqual(Buffer.from((await found.Body?.transformToByteArray()) ?? []), Buffer.concat(parts));
    });

    it('refuses a body that does not match its checksum', () =>
      assert.rejects(put('bad', 'x', { ChecksumCRC32: 'AAAAAA==' }), awsError('BadDigest')));

    it('answers ranges, and says where there are none', async () => {
      await put('range', '0123456789');
      const part = await get('range', { Range: 'bytes=2-4' });
      assert.deepEqual(
        [await part.Body?.transformToString(), part.ContentRange, part.$metadata.httpStatusCode],
        ['234', 'bytes 2-4/10', 206],
      );
      assert.equal(await (await get('range', { Range: 'bytes=-3' })).Body?.transformToString(), '789');
      await assert.rejects(get('range', { Range: 'bytes=10-' }), awsError('InvalidRange'));
    });

    it('keeps keys as they are', async () => {
      const keys = ['odd/ä ö', 'odd/a+b&c<d>', 'odd/..', 'odd//x', 'odd/50%', 'odd/file%new'];
      for (const key of keys) await put(key, key);
      const { Contents = [] } = await under.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'odd/' }));
      assert.deepEqual(Contents.map(({ Key }) => Key).sort(), [...keys].sort());
      for (const key of keys) assert.equal(await (await get(key)).Body?.transformToString(), key);
    });

    it('lists in pages, and folds below a delimiter', async () => {
      for (let index = 0; index < 7; index++) await put(`page/${index < 4 ? 'x' : 'y'}/${index}`, 'x');
      const list = (more: Partial<ListObjectsV2Request>) =>
        under.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'page/', ...more }));
      const found: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ MaxKeys: 3, ContinuationToken });
        found.push(...(page.Contents ?? []).map(({ Key }) => Key));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      assert.equal(found.length, 7);
      const folded = await list({ Delimiter: '/' });
      assert.deepEqual(
        [folded.CommonPrefixes?.map(({ Prefix }) => Prefix), folded.Contents, folded.KeyCount],
        [['page/x/', 'page/y/'], undefined, 2],
      );
      assert.deepEqual(
        (await list({ StartAfter: 'page/y/5' })).Contents?.map(({ Key }) => Key),
        ['page/y/6'],
      );
      await assert.rejects(list({ ContinuationToken: 'made-up' }), awsError('InvalidArgument'));
    });

    it('writes only where nothing is when told', async () => {
      await put('once', '1', { IfNoneMatch: '*' });
      await assert.rejects(put('once', '2', { IfNoneMatch: '*' }), awsError('PreconditionFailed'));
      await under.s3.send(new DeleteObjectCommand({ Bucket, Key: 'once' }));
      await put('once', '3', { IfNoneMatch: '*' });
    });

    it('tells what is not there, and what is not yours', async () => {
      await assert.rejects(get('nothing'), awsError('NoSuchKey'));
      await assert.rejects(under.s3.send(new HeadObjectCommand({ Bucket, Key: 'nothing' })), awsError('NotFound'));
      await assert.rejects(
        under.s3.send(new GetObjectCommand({ Bucket: 'nobodys', Key: 'x' })),
        awsError('NoSuchBucket'),
      );
      await assert.rejects(under.s3.send(new HeadBucketCommand({ Bucket: 'nobodys' })), awsError('NotFound'));
      await put('mine', 'x');
      await assert.rejects(get('mine', { ExpectedBucketOwner: '999999999999' }), awsError('AccessDenied'));
      await get('mine', { ExpectedBucketOwner: '123456789012' });
    });

    it('has buckets', async () => {
      await under.s3.send(new CreateBucketCommand({ Bucket: 'another-one' }));
      await assert.rejects(
        under.s3.send(new CreateBucketCommand({ Bucket: 'another-one' })),
        awsError('BucketAlreadyOwnedByYou'),
      );
      await assert.rejects(
        under.s3.send(new CreateBucketCommand({ Bucket: 'Not_A_Name' })),
        awsError('InvalidBucketName'),
      );
      const { Buckets } = await under.s3.send(new ListBucketsCommand({}));
      assert.deepEqual(
        Buckets?.map(({ Name }) => Name),
        ['another-one', Bucket],
      );
      const { LocationConstraint } = await under.s3.send(new GetBucketLocationCommand({ Bucket }));
      assert.equal(LocationConstraint, 'eu-central-1');
    });

    it('says so of operations that it does not have', () =>
      assert.rejects(under.s3.send(new GetBucketAclCommand({ Bucket })), awsError('NotImplemented', /acl/)));
  });
}
