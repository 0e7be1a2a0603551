import { queryService } from '../query-service.ts';
import { getInstanceProfile, simulatePrincipalPolicy } from './roles.ts';

export const iam = queryService({
  name: 'iam',
  client: 'iam',
  dialect: 'query',
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  handlers: {
    GetInstanceProfile: getInstanceProfile,
    SimulatePrincipalPolicy: simulatePrincipalPolicy,
  },
  unknown: (operation) => `Could not find operation ${operation}.`,
});
