import { randomUUID } from 'node:crypto';
import type { GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { AwsError } from '../protocol/error.ts';
import { queryError, readForm, readQuery, writeQuery } from '../protocol/query.ts';
import { findOperation } from '../protocol/shapes.ts';
import type { Service } from '../service.ts';
import type { World } from '../world.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export const sts: Service = {
  name: 'sts',
  operationOf: (request) => readForm(request).get('Action') ?? '',
  answer: async (world, operation, request) => {
    const shape = await findOperation('sts', operation);
    if (operation !== 'GetCallerIdentity' || !shape) {
      throw new AwsError(
        'InvalidAction',
        `Could not find operation ${operation}; the lab's STS has GetCallerIdentity.`,
      );
    }
    readQuery(shape.input, readForm(request), 'query');
    return writeQuery('query', {
      operation,
      namespace: NAMESPACE,
      requestId: randomUUID(),
      shape: shape.output,
      value: identity(world),
    });
  },
  refuse: (error) => queryError('query', error, randomUUID()),
};

function identity({ account }: World): GetCallerIdentityResponse {
  return { UserId: 'AIDALABLABLABLABLABLA', Account: account, Arn: `arn:aws:iam::${account}:user/lab` };
}
