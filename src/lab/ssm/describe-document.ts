import type {
  DescribeDocumentRequest,
  DescribeDocumentResult,
  DocumentDescription,
  DocumentParameter,
  GetDocumentRequest,
  GetDocumentResult,
  PlatformType,
} from '@aws-sdk/client-ssm';
import type { World } from '../world.ts';
import { contentOf, type DocumentContent, inFormat, type ParameterDefinition } from './document-content.ts';
import type { StoredDocument, StoredVersion } from './document-store.ts';
import { findDocument, findVersion, latestOf, statusOf } from './find-document.ts';

export function describeDocument(world: World, input: DescribeDocumentRequest): DescribeDocumentResult {
  const document = findDocument(world, input.Name ?? '');
  return { Document: describe(world, document, findVersion(document, asked(input))) };
}

export function getDocument(world: World, input: GetDocumentRequest): GetDocumentResult {
  const document = findDocument(world, input.Name ?? '');
  const version = findVersion(document, asked(input));
  const format = input.DocumentFormat ?? 'JSON';
  return {
    Name: document.name,
    CreatedDate: new Date(version.created),
    DisplayName: version.displayName,
    VersionName: version.versionName,
    DocumentVersion: version.version,
    Status: statusOf(world, document, version),
    Content: inFormat(version.content, version.format, format),
    DocumentType: document.type as GetDocumentResult['DocumentType'],
    DocumentFormat: format,
  };
}

function asked({ DocumentVersion, VersionName }: DescribeDocumentRequest): { version?: string; versionName?: string } {
  return { version: DocumentVersion, versionName: VersionName };
}

/** The description of one version, which Create, Update and Describe all answer with. */
export function describe(world: World, document: StoredDocument, version: StoredVersion): DocumentDescription {
  const content = contentOf(version);
  return {
    Name: document.name,
    Owner: document.owner,
    DisplayName: version.displayName,
    VersionName: version.versionName,
    Hash: version.hash,
    HashType: 'Sha256',
    CreatedDate: new Date(version.created),
    Status: statusOf(world, document, version),
    DocumentVersion: version.version,
    Description: content.description,
    Parameters: parametersOf(content),
    PlatformTypes: platformsOf(content),
    DocumentType: document.type as DocumentDescription['DocumentType'],
    SchemaVersion: content.schemaVersion,
    LatestVersion: latestOf(document).version,
    DefaultVersion: document.defaultVersion,
    DocumentFormat: version.format,
    TargetType: version.targetType,
    Tags: Object.entries(document.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function parametersOf({ parameters = {} }: DocumentContent): DocumentParameter[] {
  return Object.entries(parameters).map(([Name, definition]) => ({
    Name,
    Type: definition.type === 'StringList' ? 'StringList' : 'String',
    Description: definition.description,
    DefaultValue: defaultText(definition),
  }));
}

function defaultText({ default: preset }: ParameterDefinition): string | undefined {
  if (preset === undefined) return undefined;
  return typeof preset === 'string' ? preset : JSON.stringify(preset);
}

/** Which platforms a plugin exists on; a document runs where any of its steps does. */
const PLATFORMS: Record<string, PlatformType[]> = {
  'aws:runPowerShellScript': ['Windows', 'Linux', 'MacOS'],
  'aws:runShellScript': ['Linux', 'MacOS'],
};

export function platformsOf({ mainSteps }: DocumentContent): PlatformType[] {
  const all = mainSteps.flatMap(({ action }) => PLATFORMS[action] ?? ['Windows', 'Linux', 'MacOS']);
  return [...new Set(all)] as PlatformType[];
}
