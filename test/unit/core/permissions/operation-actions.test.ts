import { deepEqual } from 'node:assert/strict';
import { actionsOf } from '../../../../src/core/permissions/operation-actions.ts';

describe('the actions of an operation', () => {
  it('have its name, but where IAM has other names', () => {
    deepEqual(actionsOf('ssm:SendCommand'), ['ssm:SendCommand']);
    deepEqual(actionsOf('s3:ListObjectsV2'), ['s3:ListBucket']);
    deepEqual(actionsOf('sts:GetCallerIdentity'), []);
  });
});
