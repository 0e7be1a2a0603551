import type {
  CreateCisScanConfigurationRequest,
  CreateCisScanConfigurationResponse,
  ListCisScanConfigurationsRequest,
  ListCisScanConfigurationsResponse,
} from '@aws-sdk/client-inspector2';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import { beginScan } from './cis-scans.ts';
import { filtered } from './filter.ts';
import { newId } from './new-id.ts';
import type { Configuration } from './store.ts';

const PAGE = 100;
const MOST_TAGS = 5;

/** Times of day and zones are taken as they are; what is due later the lab never begins. */
export function createCisScanConfiguration(
  world: World,
  input: CreateCisScanConfigurationRequest,
): CreateCisScanConfigurationResponse {
  const { scanName = '', securityLevel, schedule, targets, tags = {} } = input;
  const targetTags = targets?.targetResourceTags ?? {};
  requireFew(targetTags);
  const id = newId(world, `configuration ${scanName} ${world.inspector.configurations.all().length}`);
  const configuration: Configuration = {
    arn: `arn:aws:inspector2:${world.region}:${world.account}:owner/${world.account}/cis-configuration/${id}`,
    name: scanName,
    level: securityLevel === 'LEVEL_2' ? 2 : 1,
    schedule: schedule ?? { oneTime: {} },
    accountIds: (targets?.accountIds ?? []).map((each) => (each === 'SELF' ? world.account : each)),
    targetTags,
    tags,
  };
  world.inspector.configurations.save(id, configuration);
  if (schedule?.oneTime) beginScan(world, configuration);
  return { scanConfigurationArn: configuration.arn };
}

function requireFew(tags: Record<string, string[]>): void {
  const values = Object.values(tags);
  const sizes = [values.length, ...values.map(({ length }) => length)];
  if (sizes.every((size) => size >= 1 && size <= MOST_TAGS)) return;
  throw new AwsError(
    'ValidationException',
    `targetResourceTags takes 1 to ${MOST_TAGS} keys with 1 to ${MOST_TAGS} values each`,
  );
}

export function listCisScanConfigurations(
  { inspector, account }: World,
  input: ListCisScanConfigurationsRequest,
): ListCisScanConfigurationsResponse {
  const { nextToken, maxResults, ...rest } = input;
  const found = filtered(inspector.configurations.all(), input.filterCriteria, {
    scanNameFilters: ({ name }) => [name],
    scanConfigurationArnFilters: ({ arn }) => [arn],
  });
  const { items, next } = page(found, maxResults ?? PAGE, nextToken, rest, 'ValidationException');
  return {
    scanConfigurations: items.map(({ arn, name, level, schedule, accountIds, targetTags, tags }) => ({
      scanConfigurationArn: arn,
      ownerId: account,
      scanName: name,
      securityLevel: `LEVEL_${level}`,
      schedule,
      targets: { accountIds, targetResourceTags: targetTags },
      tags,
    })),
    ...(next !== undefined && { nextToken: next }),
  };
}
