import type {
  AddTagsToResourceRequest,
  ListTagsForResourceRequest,
  ListTagsForResourceResult,
  Tag,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';

export function toTags(tags: Tag[] = []): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** Tags of documents and associations; a managed EC2 instance has its tags from EC2, so SSM refuses it here as AWS does for `i-` ids. */
export function addTags(world: World, { ResourceType, ResourceId, Tags }: AddTagsToResourceRequest): object {
  const { tags, save } = tagged(world, ResourceType, ResourceId);
  save({ ...tags, ...toTags(Tags) });
  return {};
}

export function listTags(
  world: World,
  { ResourceType, ResourceId }: ListTagsForResourceRequest,
): ListTagsForResourceResult {
  const { tags } = tagged(world, ResourceType, ResourceId);
  return { TagList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

interface Tagged {
  tags: Record<string, string>;
  save(tags: Record<string, string>): void;
}

function tagged(world: World, type: string | undefined, id = ''): Tagged {
  const store = { Document: world.documents, Association: world.associations }[type ?? ''];
  if (!store) throw new AwsError('InvalidResourceType', `The lab tags documents and associations, not ${type}.`);
  const found = store.get(id);
  if (found) return { tags: found.tags, save: (tags) => store.save({ ...found, tags } as never) };
  throw new AwsError(
    'InvalidResourceId',
    `The resource ID is not valid. Verify that you entered the correct ID and try again: ${id}`,
  );
}
