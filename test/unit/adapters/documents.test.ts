import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { createDocuments } from '../../../src/adapters/aws/documents.ts';
import { clientsAndCounter, closeTheNet, failure, onSsm, openTheNet } from './wire.ts';

const document = {
  name: 'winharden-x-audit',
  versionName: 'f00d',
  content: 'schemaVersion: "2.2"',
  tags: [{ key: 'a', value: 'b' }],
};
const documents = () => createDocuments(clientsAndCounter().clients);

describe('documents over the wire', () => {
  beforeEach(closeTheNet);
  afterEach(openTheNet);

  it('describes a version by its name, or the latest by number', async () => {
    const bodies: unknown[] = [];
    const Document = { DocumentVersion: '$LATEST', LatestVersion: '4', Hash: 'h', Status: 'Active' };
    onSsm('DescribeDocument', bodies).reply(200, { Document: { ...Document, DocumentVersion: '3' } });
    assert.equal(((await documents().describe('d', 'f00d')) as { version: string }).version, '3');
    onSsm('DescribeDocument', bodies).reply(200, { Document });
    assert.deepEqual(await documents().describe('d', null), {
      version: '4',
      hash: 'h',
      status: 'Active',
      statusInformation: '',
    });
    assert.deepEqual(bodies, [
      { Name: 'd', VersionName: 'f00d' },
      { Name: 'd', DocumentVersion: '$LATEST' },
    ]);
  });

  it('tells a missing document from a missing version', async () => {
    onSsm('DescribeDocument').reply(400, failure('InvalidDocument'));
    assert.equal(await documents().describe('d', 'x'), 'noDocument');
    onSsm('DescribeDocument').reply(400, failure('InvalidDocumentVersion'));
    assert.equal(await documents().describe('d', 'x'), 'noVersion');
  });

  it('reads the content of a version as JSON, if there is one', async () => {
    const bodies: unknown[] = [];
    onSsm('GetDocument', bodies).reply(200, { Content: '{}' });
    assert.equal(await documents().content('d', '3'), '{}');
    assert.deepEqual(bodies, [{ Name: 'd', DocumentVersion: '3', DocumentFormat: 'JSON' }]);
    onSsm('GetDocument').reply(400, failure('InvalidDocumentVersion'));
    assert.equal(await documents().content('d', '9'), null);
  });

  it('creates with target type, tags and format; updates only the latest', async () => {
    const bodies: Record<string, unknown>[] = [];
    onSsm('CreateDocument', bodies).reply(200, {});
    assert.equal(await documents().create(document), 'created');
    onSsm('UpdateDocument', bodies).reply(200, {});
    assert.equal(await documents().update(document), 'updated');
    const common = {
      Name: 'winharden-x-audit',
      VersionName: 'f00d',
      Content: document.content,
      DocumentFormat: 'YAML',
      TargetType: '/AWS::EC2::Instance',
    };
    assert.deepEqual(bodies, [
      { ...common, DocumentType: 'Command', Tags: [{ Key: 'a', Value: 'b' }] },
      { ...common, DocumentVersion: '$LATEST' },
    ]);
  });

  it('takes what is there already for an answer, not an error', async () => {
    onSsm('CreateDocument').reply(400, failure('DocumentAlreadyExists'));
    assert.equal(await documents().create(document), 'exists');
    onSsm('UpdateDocument').reply(400, failure('DuplicateDocumentContent'));
    assert.equal(await documents().update(document), 'sameContent');
    onSsm('UpdateDocument').reply(400, failure('DuplicateDocumentVersionName'));
    assert.equal(await documents().update(document), 'sameVersionName');
  });

  it('names the limit that was hit', async () => {
    onSsm('CreateDocument').reply(400, failure('MaxDocumentSizeExceeded'));
    await assert.rejects(documents().create(document), {
      code: 'DocumentTooLarge',
      message: /winharden-x-audit is over the 64 KB/,
    });
    onSsm('UpdateDocument').reply(400, failure('DocumentVersionLimitExceeded', 'delete some'));
    await assert.rejects(documents().update(document), { code: 'DocumentLimit', message: /delete some/ });
    onSsm('CreateDocument').reply(400, failure('InvalidDocumentContent', 'line 3'));
    await assert.rejects(documents().create(document), {
      code: 'AwsRefused',
      message: /ssm:CreateDocument .*InvalidDocumentContent: line 3/,
    });
  });
});
