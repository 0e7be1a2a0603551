import { restService } from '../rest-service.ts';
import { describeCluster, listClusters } from './clusters.ts';
import { describeNodegroup, listNodegroups } from './nodegroups.ts';
import { describeUpdate, listUpdates, updateNodegroupVersion } from './updates.ts';

export const eks = restService({
  name: 'eks',
  client: 'eks',
  title: 'EKS',
  handlers: {
    DescribeCluster: describeCluster,
    ListClusters: listClusters,
    DescribeNodegroup: describeNodegroup,
    ListNodegroups: listNodegroups,
    UpdateNodegroupVersion: updateNodegroupVersion,
    DescribeUpdate: describeUpdate,
    ListUpdates: listUpdates,
  },
  limits: {
    ListClusters: { maxResults: { min: 1, max: 100 } },
    ListNodegroups: { maxResults: { min: 1, max: 100 } },
    ListUpdates: { maxResults: { min: 1, max: 100 } },
  },
  invalid: 'InvalidParameterException',
});
