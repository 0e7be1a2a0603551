import type { DescribeHubResponse } from '@aws-sdk/client-securityhub';
import { AwsError } from '../protocol/error.ts';
import { restService } from '../rest-service.ts';
import type { World } from '../world.ts';
import { batchImportFindings, getFindings } from './findings.ts';

/** What an account answers that has Security Hub. */
const subscribed =
  <Input>(handler: (world: World, input: Input) => object) =>
  (world: World, input: object) => {
    if (world.faults.ofLocation('security-hub-off', world.account, world.region)) throw off(world);
    return handler(world, input as Input);
  };

export const securityHub = restService({
  name: 'securityhub',
  client: 'securityhub',
  title: 'Security Hub',
  handlers: {
    DescribeHub: subscribed(describeHub),
    BatchImportFindings: subscribed(batchImportFindings),
    GetFindings: subscribed(getFindings),
  },
  limits: {
    BatchImportFindings: { Findings: { min: 1, max: 100 } },
    GetFindings: { MaxResults: { min: 1, max: 100 } },
  },
  invalid: 'InvalidInputException',
});

const off = ({ account }: World) =>
  new AwsError('InvalidAccessException', `Account ${account} is not subscribed to AWS Security Hub`, 401);

function describeHub({ account, region }: World): DescribeHubResponse {
  return {
    HubArn: `arn:aws:securityhub:${region}:${account}:hub/default`,
    SubscribedAt: '2026-01-01T00:00:00.000Z',
    AutoEnableControls: false,
  };
}
