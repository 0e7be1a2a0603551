import type { ComplianceItemEntry, PutComplianceItemsRequest } from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import type { NodeCompliance, StoredCompliance, StoredExecution } from './compliance-store.ts';

const MOST_TYPES = 10;
/** AWS names the errors and not the numbers. */
const MOST_ITEM_BYTES = 16 * 1024;
const MOST_BYTES = 1024 * 1024;
const MOST_KEY = 64;
const MOST_VALUE = 4096;

/** Takes the place of all items of the type, unless the content hash is the one that is there. */
export function putComplianceItems(world: World, input: PutComplianceItemsRequest): object {
  const { ResourceId = '', ResourceType = '', ComplianceType = '', Items = [], ItemContentHash } = input;
  if (ResourceType !== 'ManagedInstance')
    throw new AwsError('InvalidResourceType', `The resource type isn't valid: ${ResourceType}`);
  if (!world.nodes.get(ResourceId)?.agent)
    throw new AwsError('InvalidResourceId', `The resource ID isn't valid: ${ResourceId}`);
  checkSizes(Items);
  const known: NodeCompliance = world.compliance.get(ResourceId) ?? { resourceId: ResourceId, lists: [] };
  const before = known.lists.find(({ type }) => type === ComplianceType);
  if (before?.hash !== undefined && before.hash === ItemContentHash) return {};
  const others = known.lists.filter(({ type }) => type !== ComplianceType);
  if (others.length >= MOST_TYPES)
    throw new AwsError('ComplianceTypeCountLimitExceededException', 'You can specify at most 10 custom types.');
  const list: StoredCompliance = {
    type: ComplianceType,
    ...(ItemContentHash !== undefined && { hash: ItemContentHash }),
    execution: input.ExecutionSummary as unknown as StoredExecution,
    items: Items,
  };
  world.compliance.save(ResourceId, { resourceId: ResourceId, lists: [...others, list] });
  return {};
}

function checkSizes(items: ComplianceItemEntry[]): void {
  const sizes = items.map((item) => Buffer.byteLength(JSON.stringify(item)));
  if (Math.max(0, ...sizes) > MOST_ITEM_BYTES)
    throw new AwsError('ItemSizeLimitExceededException', 'The inventory item size has exceeded the size limit.');
  if (sizes.reduce((sum, size) => sum + size, 0) > MOST_BYTES)
    throw new AwsError('TotalSizeLimitExceededException', 'The size of inventory data has exceeded the total limit.');
  const details = items.flatMap(({ Details = {} }) => Object.entries(Details));
  if (details.some(([key, value]) => key.length > MOST_KEY || value.length > MOST_VALUE))
    throw new AwsError('ValidationException', `Details have keys of ${MOST_KEY} and values of ${MOST_VALUE} at most.`);
}
