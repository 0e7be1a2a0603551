import assert from 'node:assert/strict';
import {
  AddTagsToResourceCommand,
  CreateDocumentCommand,
  DeleteDocumentCommand,
  DescribeDocumentCommand,
  GetDocumentCommand,
  ListDocumentsCommand,
  ListDocumentVersionsCommand,
  ListTagsForResourceCommand,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm';
import { awsError, type LabUnderTest, openLab, publish, stepsDocument } from './clients.ts';
import { tinyDocument } from './tiny-document.ts';

describe('lab: documents', () => {
  let under: LabUnderTest;
  before(async () => {
    under = await openLab();
  });
  after(() => under.lab.close());

  const create = (input: { Name: string; Content?: string; VersionName?: string; DocumentFormat?: 'JSON' | 'YAML' }) =>
    under.ssm.send(
      new CreateDocumentCommand({
        Content: tinyDocument('audit'),
        DocumentFormat: 'YAML',
        DocumentType: 'Command',
        ...input,
      }),
    );

  it('keeps versions, names them once, and moves the default only when told', async () => {
    await create({ Name: 'versions', VersionName: 'one' });
    const update = (content: string, VersionName?: string, DocumentVersion = '$LATEST') =>
      under.ssm.send(
        new UpdateDocumentCommand({
          Name: 'versions',
          Content: content,
          DocumentFormat: 'YAML',
          VersionName,
          DocumentVersion,
        }),
      );
    await assert.rejects(update(tinyDocument('audit')), awsError('DuplicateDocumentContent'));
    await assert.rejects(update(tinyDocument('apply'), 'one'), awsError('DuplicateDocumentVersionName'));
    await assert.rejects(update(tinyDocument('apply'), 'two', '7'), awsError('InvalidDocumentVersion'));
    const { DocumentDescription } = await update(tinyDocument('apply'), 'two');
    assert.deepEqual(
      [DocumentDescription?.DocumentVersion, DocumentDescription?.DefaultVersion, DocumentDescription?.Status],
      ['2', '1', 'Updating'],
    );
    await under.ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: 'versions', DocumentVersion: '2' }));
    const { DocumentVersions } = await under.ssm.send(new ListDocumentVersionsCommand({ Name: 'versions' }));
    assert.deepEqual(
      DocumentVersions?.map((each) => [each.DocumentVersion, each.VersionName, each.IsDefaultVersion]),
      [
        ['2', 'two', true],
        ['1', 'one', false],
      ],
    );
  });

  it('answers the content as JSON unless YAML is asked for', async () => {
    await publish(under, 'formats');
    const yaml = await under.ssm.send(new GetDocumentCommand({ Name: 'formats', DocumentFormat: 'YAML' }));
    assert.equal(yaml.Content, tinyDocument('audit'));
    const json = await under.ssm.send(new GetDocumentCommand({ Name: 'formats' }));
    assert.equal(JSON.parse(json.Content ?? '').schemaVersion, '2.2');
  });

  it('pages and filters the list by prefix, owner and tag', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await create({ Name: name });
    await under.ssm.send(
      new AddTagsToResourceCommand({
        ResourceType: 'Document',
        ResourceId: 'page-b',
        Tags: [{ Key: 'winharden', Value: 'yes' }],
      }),
    );
    const list = (Key: string, Values: string[], more = {}) =>
      under.ssm.send(new ListDocumentsCommand({ Filters: [{ Key, Values }], ...more }));
    const first = await list('Name', ['page-'], { MaxResults: 2 });
    const second = await list('Name', ['page-'], { MaxResults: 2, NextToken: first.NextToken });
    const names = [...(first.DocumentIdentifiers ?? []), ...(second.DocumentIdentifiers ?? [])].map(({ Name }) => Name);
    assert.deepEqual([names, second.NextToken], [['page-a', 'page-b', 'page-c'], undefined]);
    assert.deepEqual(
      (await list('tag:winharden', ['yes'])).DocumentIdentifiers?.map(({ Name }) => Name),
      ['page-b'],
    );
    assert.deepEqual(
      (await list('Owner', ['Amazon'])).DocumentIdentifiers?.map(({ Name }) => Name),
      ['AWS-RunPowerShellScript'],
    );
    await assert.rejects(list('Name', ['other'], { NextToken: first.NextToken }), awsError('InvalidNextToken'));
    const { TagList } = await under.ssm.send(
      new ListTagsForResourceCommand({ ResourceType: 'Document', ResourceId: 'page-b' }),
    );
    assert.deepEqual(TagList, [{ Key: 'winharden', Value: 'yes' }]);
  });

  it('deletes a version or the whole, never the default version alone', async () => {
    await create({ Name: 'goner' });
    await assert.rejects(
      under.ssm.send(new DeleteDocumentCommand({ Name: 'goner', DocumentVersion: '1' })),
      awsError('InvalidDocumentOperation'),
    );
    await under.ssm.send(new DeleteDocumentCommand({ Name: 'goner' }));
    await assert.rejects(
      under.ssm.send(new DescribeDocumentCommand({ Name: 'goner' })),
      awsError('InvalidDocument', /goner/),
    );
  });

  const parameters = (definition: object) =>
    JSON.stringify({
      schemaVersion: '2.2',
      parameters: { P: definition },
      mainSteps: [{ action: 'aws:runPowerShellScript', name: 'step', inputs: {} }],
    });
  const refused: [what: string, input: object, error: string, words: RegExp][] = [
    ['a name that AWS keeps for itself', { Name: 'AWS-Mine' }, 'ValidationException', /reserved prefix/],
    ['a name with other characters', { Name: 'a b' }, 'ValidationException', /regular expression pattern/],
    ['64 KB and one byte', { Content: 'x'.repeat(65_537) }, 'MaxDocumentSizeExceeded', /65537/],
    ['broken YAML', { Content: 'a: [' }, 'InvalidDocumentContent', /YAML not well-formed/],
    ['broken JSON', { Content: '{', DocumentFormat: 'JSON' }, 'InvalidDocumentContent', /JSON not well-formed/],
    [
      'another schema version',
      { Content: '{"schemaVersion":"9"}', DocumentFormat: 'JSON' },
      'InvalidDocumentSchemaVersion',
      /9/,
    ],
    [
      'no step',
      { Content: '{"schemaVersion":"2.2","mainSteps":[]}', DocumentFormat: 'JSON' },
      'InvalidDocumentContent',
      /step/,
    ],
    [
      'a step name with a blank',
      { Content: stepsDocument([{ name: 'a step', lines: [] }]), DocumentFormat: 'JSON' },
      'InvalidDocumentContent',
      /a step/,
    ],
    [
      'a default outside allowedValues',
      { Content: parameters({ type: 'String', default: 'x', allowedValues: ['y'] }), DocumentFormat: 'JSON' },
      'InvalidDocumentContent',
      /P/,
    ],
    [
      'a pattern that is none',
      { Content: parameters({ type: 'String', allowedPattern: '(' }), DocumentFormat: 'JSON' },
      'InvalidDocumentContent',
      /P/,
    ],
  ];
  for (const [what, input, error, words] of refused) {
    it(`refuses ${what}`, () => assert.rejects(create({ Name: 'refused', ...input }), awsError(error, words)));
  }

  it('refuses the same name twice', async () => {
    await create({ Name: 'twice' });
    await assert.rejects(create({ Name: 'twice' }), awsError('DocumentAlreadyExists'));
  });
});
