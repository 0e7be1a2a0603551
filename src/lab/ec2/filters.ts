import type { Filter } from '@aws-sdk/client-ec2';
import type { LabNode } from '../fleet.ts';
import { AwsError } from '../protocol/error.ts';

/** One of a filter's values is enough; `*` and `?` are wildcards, as EC2 has them. */
export function valueMatches(values: readonly string[] | undefined, found: string | undefined): boolean {
  return found !== undefined && (values ?? []).some((value) => isSame(value, found));
}

const isSame = (value: string, found: string) => (/[*?]/.test(value) ? wildcard(value).test(found) : value === found);

function wildcard(value: string): RegExp {
  const escaped = value.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

const FIELDS: Record<string, (node: LabNode) => string | undefined> = {
  'instance-id': ({ instanceId }) => instanceId,
  'instance-state-name': ({ state }) => state,
  'image-id': ({ imageId }) => imageId,
  'instance-type': ({ instanceType }) => instanceType,
  'private-ip-address': ({ privateIp }) => privateIp,
  platform: ({ platform }) => (platform === 'Windows' ? 'windows' : undefined),
};

export function instanceMatches(node: LabNode, { Name = '', Values }: Filter): boolean {
  if (Name === 'tag-key') return Object.keys(node.tags).some((key) => valueMatches(Values, key));
  if (Name.startsWith('tag:')) return valueMatches(Values, node.tags[Name.slice(4)]);
  const field = Object.hasOwn(FIELDS, Name) ? FIELDS[Name] : undefined;
  if (!field) throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
  return valueMatches(Values, field(node));
}
