import type { DocumentContent, Documents, PublishedVersion } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explain, explained, nameOf } from './explain.ts';

const call = (operation: string, name: string) => ({
  action: `ssm:${operation}`,
  resource: `the SSM document ${name}`,
});

export function createDocuments(clients: AwsClients): Documents {
  return {
    describe: (name, versionName) => describe(clients, name, versionName),
    create: (document) => create(clients, document),
    update: (document) => update(clients, document),
    content: (name, version) => content(clients, name, version),
    share: (name, accounts) => share(clients, name, accounts),
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

async function content(clients: AwsClients, name: string, version: string): Promise<string | null> {
  const { sdk, client } = await clients.ssm();
  try {
    const input = { Name: name, DocumentVersion: version, DocumentFormat: 'JSON' as const };
    return (await client.send(new sdk.GetDocumentCommand(input))).Content ?? null;
  } catch (error) {
    if (['InvalidDocument', 'InvalidDocumentVersion'].includes(nameOf(error))) return null;
    throw explain(error, call('GetDocument', name));
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
    DocumentType: document.type ?? 'Command',
    ...targetOf(document),
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
    ...targetOf(document),
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

/** A runbook runs on no resource of its own. */
const targetOf = ({ type }: DocumentContent) => (type === 'Automation' ? {} : { TargetType: '/AWS::EC2::Instance' });

/** ModifyDocumentPermission takes no more accounts at once. */
const MOST_ACCOUNTS = 20;

/** Sharing with those that have it already changes nothing. */
async function share(clients: AwsClients, name: string, accounts: string[]): Promise<void> {
  const { sdk, client } = await clients.ssm();
  for (let from = 0; from < accounts.length; from += MOST_ACCOUNTS) {
    const AccountIdsToAdd = accounts.slice(from, from + MOST_ACCOUNTS);
    const input = { Name: name, PermissionType: 'Share' as const, AccountIdsToAdd };
    await explained(call('ModifyDocumentPermission', name), () =>
      client.send(new sdk.ModifyDocumentPermissionCommand(input)),
    );
  }
}
