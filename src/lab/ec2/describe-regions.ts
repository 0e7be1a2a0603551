import type { DescribeRegionsResult } from '@aws-sdk/client-ec2';
import type { World } from '../world.ts';

/** The lab is one Region. */
export function describeRegions({ region }: World): DescribeRegionsResult {
  return {
    Regions: [{ RegionName: region, Endpoint: `ec2.${region}.amazonaws.com`, OptInStatus: 'opt-in-not-required' }],
  };
}
