import { createHash } from 'node:crypto';
import type {
  CreateDocumentRequest,
  CreateDocumentResult,
  UpdateDocumentDefaultVersionRequest,
  UpdateDocumentDefaultVersionResult,
  UpdateDocumentRequest,
  UpdateDocumentResult,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { describe } from './describe-document.ts';
import { readContent } from './document-content.ts';
import type { StoredDocument, StoredVersion } from './document-store.ts';
import { findDocument, findVersion, latestOf } from './find-document.ts';
import { toTags } from './tags.ts';

/** Seconds that a new version stays Creating or Updating. */
const SETTLING_SECONDS = 0.5;
const RESERVED = /^(aws|amazon|amzn|AWSEC2|AWSConfigRemediation|AWSSupport)/i;
const MOST_DOCUMENTS = 500;

export function createDocument(world: World, input: CreateDocumentRequest): CreateDocumentResult {
  const name = input.Name ?? '';
  refuseName(world, name);
  const type = input.DocumentType ?? 'Command';
  if (type !== 'Command' && type !== 'Automation') {
    throw new AwsError('ValidationException', `The lab keeps Command and Automation documents only, not ${type}.`);
  }
  const version = newVersion(world, '1', type, input);
  const document: StoredDocument = {
    name,
    owner: world.account,
    type,
    created: version.created,
    defaultVersion: '1',
    tags: toTags(input.Tags),
    versions: [version],
  };
  world.documents.save(document);
  return { DocumentDescription: describe(world, document, version) };
}

function refuseName(world: World, name: string): void {
  if (RESERVED.test(name)) {
    const message = `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: document names may not begin with a reserved prefix (aws, amazon, amzn, AWSEC2, AWSConfigRemediation, AWSSupport)`;
    throw new AwsError('ValidationException', message);
  }
  if (world.documents.get(name))
    throw new AwsError('DocumentAlreadyExists', `Document with name ${name} already exists in account.`);
  if (world.documents.all().length >= MOST_DOCUMENTS) {
    throw new AwsError('DocumentLimitExceeded', `You can have at most ${MOST_DOCUMENTS} active documents.`);
  }
}

export function updateDocument(world: World, input: UpdateDocumentRequest): UpdateDocumentResult {
  const document = ownDocument(world, input.Name ?? '');
  const latest = latestOf(document);
  if (input.DocumentVersion !== '$LATEST' && input.DocumentVersion !== latest.version) {
    throw new AwsError(
      'InvalidDocumentVersion',
      'The document version is not valid or does not exist; only the latest version can be updated.',
    );
  }
  const version = newVersion(world, String(Number(latest.version) + 1), document.type, input);
  refuseDuplicate(document, version);
  const updated = { ...document, versions: [...document.versions, version] };
  world.documents.save(updated);
  return { DocumentDescription: describe(world, updated, version) };
}

function refuseDuplicate(document: StoredDocument, { hash, versionName }: StoredVersion): void {
  const same = document.versions.find((each) => each.hash === hash);
  if (same) {
    const message = `The content of the document duplicates version ${same.version}. Change the content of the document and try again.`;
    throw new AwsError('DuplicateDocumentContent', message);
  }
  if (versionName !== undefined && document.versions.some((each) => each.versionName === versionName)) {
    throw new AwsError(
      'DuplicateDocumentVersionName',
      `The version name ${versionName} has already been used in this document.`,
    );
  }
}

export function updateDefaultVersion(
  world: World,
  input: UpdateDocumentDefaultVersionRequest,
): UpdateDocumentDefaultVersionResult {
  const document = ownDocument(world, input.Name ?? '');
  const version = findVersion(document, { version: input.DocumentVersion });
  world.documents.save({ ...document, defaultVersion: version.version });
  return {
    Description: { Name: document.name, DefaultVersion: version.version, DefaultVersionName: version.versionName },
  };
}

/** Amazon's documents cannot be changed. */
export function ownDocument(world: World, name: string): StoredDocument {
  const document = findDocument(world, name);
  if (document.owner === world.account) return document;
  throw new AwsError('InvalidDocument', `Document with name ${name} belongs to ${document.owner}.`);
}

function newVersion(
  world: World,
  version: string,
  type: string,
  input: CreateDocumentRequest | UpdateDocumentRequest,
): StoredVersion {
  const content = input.Content ?? '';
  const format = input.DocumentFormat ?? 'JSON';
  readContent(content, format, type);
  const now = world.clock.now();
  return {
    version,
    versionName: input.VersionName,
    displayName: input.DisplayName,
    content,
    format,
    targetType: input.TargetType,
    hash: createHash('sha256').update(content).digest('hex'),
    created: now.toISOString(),
    activeAt: now.getTime() + (SETTLING_SECONDS * 1000) / world.clock.speed,
  };
}
