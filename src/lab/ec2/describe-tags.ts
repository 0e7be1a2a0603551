import type { DescribeTagsRequest, DescribeTagsResult, Filter, TagDescription } from '@aws-sdk/client-ec2';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import { valueMatches } from './filters.ts';

const PAGE = 1000;

export function describeTags(world: World, input: DescribeTagsRequest): DescribeTagsResult {
  const { NextToken, MaxResults, ...rest } = input;
  const found = allTags(world).filter((tag) => (input.Filters ?? []).every((filter) => matches(tag, filter)));
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest, 'InvalidParameterValue');
  return { Tags: items, NextToken: next };
}

function allTags({ nodes }: World): TagDescription[] {
  return [...nodes.values()].flatMap(({ instanceId, tags }) =>
    Object.entries(tags).map(([Key, Value]) => ({
      ResourceId: instanceId,
      ResourceType: 'instance' as const,
      Key,
      Value,
    })),
  );
}

function matches(tag: TagDescription, { Name = '', Values }: Filter): boolean {
  if (Name === 'key') return valueMatches(Values, tag.Key);
  if (Name === 'value') return valueMatches(Values, tag.Value);
  if (Name === 'resource-id') return valueMatches(Values, tag.ResourceId);
  if (Name === 'resource-type') return valueMatches(Values, tag.ResourceType);
  if (Name.startsWith('tag:')) return tag.Key === Name.slice(4) && valueMatches(Values, tag.Value);
  throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
}
