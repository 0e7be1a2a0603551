import { randomUUID } from 'node:crypto';
import { checkInput, checkOutput } from '../protocol/check.ts';
import { AwsError } from '../protocol/error.ts';
import { queryError, readForm, readQuery, writeQuery } from '../protocol/query.ts';
import { findOperation } from '../protocol/shapes.ts';
import type { Service } from '../service.ts';
import type { World } from '../world.ts';
import { getInstanceProfile, simulatePrincipalPolicy } from './roles.ts';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

const handlers: Record<string, (world: World, input: object) => object> = {
  GetInstanceProfile: getInstanceProfile,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
};

export const iam: Service = {
  name: 'iam',
  operationOf: (request) => readForm(request).get('Action') ?? '',
  answer: async (world, operation, request) => {
    const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
    const shape = handler && (await findOperation('iam', operation));
    if (!handler || !shape) throw new AwsError('InvalidAction', `Could not find operation ${operation}.`);
    const input = readQuery(shape.input, readForm(request), 'query');
    checkInput(shape.input, input, { fields: {} });
    const value = handler(world, input);
    checkOutput(shape.output, value);
    return writeQuery('query', {
      operation,
      namespace: NAMESPACE,
      requestId: randomUUID(),
      shape: shape.output,
      value,
    });
  },
  refuse: (error) => queryError('query', error, randomUUID()),
};
