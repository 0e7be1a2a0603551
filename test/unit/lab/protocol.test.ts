import assert from 'node:assert/strict';
import { checkInput, checkOutput } from '../../../src/lab/protocol/check.ts';
import { page } from '../../../src/lab/protocol/page.ts';
import { readQuery, writeQuery } from '../../../src/lab/protocol/query.ts';
import { findOperation, type OperationShape } from '../../../src/lab/protocol/shapes.ts';
import { escapeXml } from '../../../src/lab/protocol/xml.ts';
import { decodeChunked } from '../../../src/lab/s3/chunked.ts';
import { readRange } from '../../../src/lab/s3/range.ts';

describe('lab: the shapes of the SDK', () => {
  let send: OperationShape;
  let describeInstances: OperationShape;
  before(async () => {
    send = (await findOperation('ssm', 'SendCommand')) as OperationShape;
    describeInstances = (await findOperation('ec2', 'DescribeInstances')) as OperationShape;
  });

  it('are found by operation', async () => {
    assert.equal(send.input.members.get('DocumentName')?.required, true);
    assert.equal(send.input.members.get('Parameters')?.shape().kind, 'map');
    assert.equal(await findOperation('ssm', 'SendCommandRequest'), undefined);
    assert.equal(await findOperation('ssm', 'Nothing'), undefined);
  });

  it('tell types, missing and unknown members apart', () => {
    const input = { DocumentName: 'x', Parameters: { P: ['v'] }, Targets: [{ Key: 'tag:a', Values: ['b'] }] };
    checkInput(send.input, input);
    assert.throws(() => checkInput(send.input, {}), /Value null at 'documentName'/);
    assert.throws(() => checkInput(send.input, { ...input, Nope: 1 }), /Unknown member 'nope'/);
    assert.throws(
      () => checkInput(send.input, { ...input, Parameters: { P: 'v' } }),
      /'parameters.p' must be a list, found a string/,
    );
    assert.throws(
      () => checkInput(send.input, { ...input, Targets: [{ Key: 1 }] }),
      /'targets.1.member.key' must be a string/,
    );
    assert.throws(() => checkOutput(send.output, { Command: { Colour: 'red' } }), /colour/);
  });

  it('say where a limit is broken', () => {
    const limits = { fields: { Targets: { max: 5, member: { fields: { Key: { min: 3 } } } } } };
    assert.throws(
      () => checkInput(send.input, { DocumentName: 'x', Targets: [{ Key: 'ab' }] }, limits),
      /1 validation error detected: Value 'ab' at 'targets.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 3/,
    );
  });

  it('read EC2 forms', () => {
    const form = new Map(
      Object.entries({
        Action: 'DescribeInstances',
        Version: '2016-11-15',
        'Filter.1.Name': 'tag:a',
        'Filter.1.Value.1': 'b',
        'Filter.1.Value.2': 'c',
        'InstanceId.1': 'i-1',
        MaxResults: '5',
        DryRun: 'false',
      }),
    );
    assert.deepEqual(readQuery(describeInstances.input, form, 'ec2'), {
      InstanceIds: ['i-1'],
      DryRun: false,
      Filters: [{ Name: 'tag:a', Values: ['b', 'c'] }],
      MaxResults: 5,
    });
    assert.throws(
      () => readQuery(describeInstances.input, new Map([['Colour', 'red']]), 'ec2'),
      /Colour is not recognized/,
    );
    assert.throws(() => readQuery(describeInstances.input, new Map([['MaxResults', 'many']]), 'ec2'), /many/);
  });

  it('write EC2 answers', () => {
    const value = { Reservations: [{ Instances: [{ InstanceId: 'i-1', Tags: [{ Key: 'a&b', Value: '<c>' }] }] }] };
    const { body } = writeQuery('ec2', {
      operation: 'DescribeInstances',
      namespace: 'n',
      requestId: 'r',
      shape: describeInstances.output,
      value,
    });
    assert.match(
      String(body),
      /<reservationSet><item><instancesSet><item><tagSet><item><key>a&amp;b<\/key><value>&lt;c&gt;<\/value><\/item><\/tagSet><instanceId>i-1<\/instanceId><\/item><\/instancesSet><\/item><\/reservationSet>|<instanceId>i-1<\/instanceId>/,
    );
    assert.equal(escapeXml('"\r'), '&quot;&#13;');
  });
});

describe('lab: pages', () => {
  it('go through a list once, and take no token of another request', () => {
    const all = [1, 2, 3, 4, 5];
    const first = page(all, 2, undefined, { a: 1 });
    const second = page(all, 2, first.next, { a: 1 });
    const third = page(all, 2, second.next, { a: 1 });
    assert.deepEqual([first.items, second.items, third.items, third.next], [[1, 2], [3, 4], [5], undefined]);
    assert.throws(() => page(all, 2, first.next, { a: 2 }), /token/);
    assert.throws(() => page(all, 2, 'x', { a: 1 }), /token/);
  });
});

describe('lab: S3 bodies', () => {
  it('come in chunks with trailers', () => {
    const raw = Buffer.from('5;chunk-signature=x\r\nhello\r\n1\r\n!\r\n0\r\nx-amz-checksum-crc32: abc=\r\n\r\n');
    const { body, trailers } = decodeChunked(raw);
    assert.deepEqual([body.toString(), trailers], ['hello!', { 'x-amz-checksum-crc32': 'abc=' }]);
    assert.throws(() => decodeChunked(Buffer.from('5\r\nhel')), /terminated/);
    assert.throws(() => decodeChunked(Buffer.from('zz\r\n')), /terminated/);
  });

  it('are read in ranges', () => {
    assert.deepEqual(
      [readRange('bytes=0-', 10), readRange('bytes=2-99', 10), readRange('bytes=-4', 10)],
      [
        { start: 0, end: 9 },
        { start: 2, end: 9 },
        { start: 6, end: 9 },
      ],
    );
    for (const text of ['bytes=10-', 'bytes=-', 'bytes=5-4', 'lines=1-2'])
      assert.throws(() => readRange(text, 10), /range/);
  });
});
