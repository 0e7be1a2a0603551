import type { Limits } from '../protocol/limits.ts';
import { queryService } from '../query-service.ts';
import { describeImages } from './describe-images.ts';
import { describeInstances } from './describe-instances.ts';
import { describeRegions } from './describe-regions.ts';
import { describeTags } from './describe-tags.ts';
import { createLaunchTemplateVersion, describeLaunchTemplateVersions } from './launch-templates.ts';
import { describeSecurityGroups } from './security-groups.ts';

const filters: Limits = { member: { fields: { Values: { max: 200 } } } };

export const ec2 = queryService({
  name: 'ec2',
  client: 'ec2',
  dialect: 'ec2',
  namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
  handlers: {
    CreateLaunchTemplateVersion: createLaunchTemplateVersion,
    DescribeInstances: describeInstances,
    DescribeLaunchTemplateVersions: describeLaunchTemplateVersions,
    DescribeTags: describeTags,
    DescribeRegions: describeRegions,
    DescribeImages: describeImages,
    DescribeSecurityGroups: describeSecurityGroups,
  },
  limits: {
    DescribeInstances: { MaxResults: { min: 5, max: 1000 }, Filters: filters },
    DescribeTags: { MaxResults: { min: 5, max: 1000 }, Filters: filters },
    DescribeImages: { Filters: filters },
    DescribeSecurityGroups: { MaxResults: { min: 5, max: 1000 }, Filters: filters },
  },
  unknown: (operation) => `The action ${operation} is not valid for this web service.`,
  invalid: 'InvalidParameterValue',
});
