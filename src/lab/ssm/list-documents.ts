import type {
  DocumentIdentifier,
  DocumentKeyValuesFilter,
  ListDocumentsRequest,
  ListDocumentsResult,
  ListDocumentVersionsRequest,
  ListDocumentVersionsResult,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import { AMAZON_DOCUMENTS } from './amazon-documents.ts';
import { platformsOf } from './describe-document.ts';
import { contentOf } from './document-content.ts';
import type { StoredDocument } from './document-store.ts';
import { findDocument, findVersion, statusOf } from './find-document.ts';

const PAGE = 50;

export function listDocuments(world: World, input: ListDocumentsRequest): ListDocumentsResult {
  const filters = filtersOf(input);
  const { NextToken, MaxResults, ...rest } = input;
  const all = [...world.documents.all(), ...AMAZON_DOCUMENTS].filter((document) =>
    filters.every((filter) => matches(world.account, document, filter)),
  );
  all.sort((a, b) => (a.name < b.name ? -1 : 1));
  const { items, next } = page(all, MaxResults ?? PAGE, NextToken, rest);
  return { DocumentIdentifiers: items.map(identify), NextToken: next };
}

function filtersOf({ Filters = [], DocumentFilterList = [] }: ListDocumentsRequest): DocumentKeyValuesFilter[] {
  return [
    ...Filters,
    ...DocumentFilterList.map(({ key, value }) => ({ Key: key, Values: value === undefined ? [] : [value] })),
  ];
}

/** `Name` matches by prefix; `Owner` knows Self, Amazon and All; `tag:KEY` compares a tag. */
function matches(
  account: string,
  document: StoredDocument,
  { Key = '', Values = [] }: DocumentKeyValuesFilter,
): boolean {
  if (Key === 'Name') return Values.some((value) => document.name.startsWith(value));
  if (Key === 'Owner') return Values.some((value) => ownerIs(account, document, value));
  if (Key === 'DocumentType') return Values.includes(document.type);
  if (Key === 'PlatformTypes')
    return platformsOf(contentOf(findVersion(document, {}))).some((platform) => Values.includes(platform));
  if (Key.startsWith('tag:')) return Values.includes(document.tags[Key.slice(4)] ?? '');
  if (Key === 'SearchKeyword') return Values.some((value) => document.name.includes(value));
  throw new AwsError('InvalidFilterKey', `The specified key ${Key} is not valid.`);
}

function ownerIs(account: string, { owner }: StoredDocument, value: string): boolean {
  if (value === 'All') return true;
  return value === 'Self' ? owner === account : owner === value;
}

function identify(document: StoredDocument): DocumentIdentifier {
  const version = findVersion(document, {});
  const content = contentOf(version);
  return {
    Name: document.name,
    CreatedDate: new Date(document.created),
    DisplayName: version.displayName,
    Owner: document.owner,
    VersionName: version.versionName,
    PlatformTypes: platformsOf(content),
    DocumentVersion: version.version,
    DocumentType: document.type as DocumentIdentifier['DocumentType'],
    SchemaVersion: content.schemaVersion,
    DocumentFormat: version.format,
    TargetType: version.targetType,
    Tags: Object.entries(document.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

export function listDocumentVersions(world: World, input: ListDocumentVersionsRequest): ListDocumentVersionsResult {
  const document = findDocument(world, input.Name ?? '');
  const newestFirst = [...document.versions].reverse();
  const { items, next } = page(newestFirst, input.MaxResults ?? PAGE, input.NextToken, { Name: input.Name });
  return {
    DocumentVersions: items.map((version) => ({
      Name: document.name,
      DisplayName: version.displayName,
      DocumentVersion: version.version,
      VersionName: version.versionName,
      CreatedDate: new Date(version.created),
      IsDefaultVersion: version.version === document.defaultVersion,
      DocumentFormat: version.format,
      Status: statusOf(world, document, version),
    })),
    NextToken: next,
  };
}
