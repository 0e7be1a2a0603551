import type { DocumentContent, Documents, PublishedVersion } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explain, nameOf } from './explain.ts';

const call = (operation: string, name: string) => ({
  action: `ssm:${operation}`,
  resource: `the SSM document ${name}`,
});

export function createDocuments(clients: AwsClients): Documents {
  return {
    describe: (name, versionName) => describe(clients, name, versionName),
    create: (document) => create(clients, document),
    update: (document) => update(clients, document),
  };
}

async function describe(
  clients: AwsClients,
  name: string,
  versionName: string | null,
): Promise<PublishedVersion | 'noDocument' | 'noVersion'> {
  const { sdk, client } = await clients.ssm();
  const which = versionName === null ? { DocumentVersion: '$LATEST' } : { VersionName: versionName };
  try {
    const { Document } = await client.send(new sdk.DescribeDocumentCommand({ Name: name, ...which }));
    return {
      version: numberOf(Document?.DocumentVersion) ?? Document?.LatestVersion ?? '',
      hash: Document?.Hash ?? '',
      status: Document?.Status ?? '',
      statusInformation: Document?.StatusInformation ?? '',
    };
  } catch (error) {
    if (nameOf(error) === 'InvalidDocument') return 'noDocument';
    if (nameOf(error) === 'InvalidDocumentVersion') return 'noVersion';
    throw explain(error, call('DescribeDocument', name));
  }
}

/** `$LATEST` may be answered as it was asked. */
const numberOf = (version = '') => (/^\d+$/.test(version) ? version : null);

async function create(clients: AwsClients, document: DocumentContent): Promise<'created' | 'exists'> {
  const { sdk, client } = await clients.ssm();
  const command = new sdk.CreateDocumentCommand({
    Name: document.name,
    VersionName: document.versionName,
    Content: document.content,
    DocumentFormat: 'YAML',
    DocumentType: 'Command',
    TargetType: '/AWS::EC2::Instance',
    Tags: document.tags.map(({ key, value }) => ({ Key: key, Value: value })),
  });
  try {
    await client.send(command);
    return 'created';
  } catch (error) {
    if (nameOf(error) === 'DocumentAlreadyExists') return 'exists';
    throw explain(error, call('CreateDocument', document.name));
  }
}

async function update(
  clients: AwsClients,
  document: DocumentContent,
): Promise<'updated' | 'sameContent' | 'sameVersionName'> {
  const { sdk, client } = await clients.ssm();
  const command = new sdk.UpdateDocumentCommand({
    Name: document.name,
    VersionName: document.versionName,
    Content: document.content,
    DocumentFormat: 'YAML',
    DocumentVersion: '$LATEST',
    TargetType: '/AWS::EC2::Instance',
  });
  try {
    await client.send(command);
    return 'updated';
  } catch (error) {
    if (nameOf(error) === 'DuplicateDocumentContent') return 'sameContent';
    if (nameOf(error) === 'DuplicateDocumentVersionName') return 'sameVersionName';
    throw explain(error, call('UpdateDocument', document.name));
  }
}
