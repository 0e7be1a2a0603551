import type { DescribeRegionsResult } from '@aws-sdk/client-ec2';
import type { World } from '../world.ts';

/** The Regions of the account in the lab. */
export function describeRegions({ account, locations }: World): DescribeRegionsResult {
  const names = locations
    .filter((each) => each.startsWith(`${account}/`))
    .map((each) => each.slice(account.length + 1));
  return {
    Regions: names.map((name) => ({
      RegionName: name,
      Endpoint: `ec2.${name}.amazonaws.com`,
      OptInStatus: 'opt-in-not-required',
    })),
  };
}
