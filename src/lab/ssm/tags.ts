import type {
  AddTagsToResourceRequest,
  ListTagsForResourceRequest,
  ListTagsForResourceResult,
  Tag,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import type { StoredDocument } from './document-store.ts';

export function toTags(tags: Tag[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** Tags of documents; a managed EC2 instance has its tags from EC2, so SSM refuses it here as AWS does for `i-` ids. */
export function addTags(world: World, { ResourceType, ResourceId, Tags }: AddTagsToResourceRequest): object {
  const document = taggedDocument(world, ResourceType, ResourceId);
  world.documents.save({ ...document, tags: { ...document.tags, ...toTags(Tags) } });
  return {};
}

export function listTags(
  world: World,
  { ResourceType, ResourceId }: ListTagsForResourceRequest,
): ListTagsForResourceResult {
  const { tags } = taggedDocument(world, ResourceType, ResourceId);
  return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

function taggedDocument(world: World, type: string | undefined, id = ''): StoredDocument {
  if (type !== 'Document') throw new AwsError('InvalidResourceType', `The lab tags documents only, not ${type}.`);
  const document = world.documents.get(id);
  if (document) return document;
  throw new AwsError(
    'InvalidResourceId',
    `The resource ID is not valid. Verify that you entered the correct ID and try again: ${id}`,
  );
}
