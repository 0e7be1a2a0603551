import { randomUUID } from 'node:crypto';
import { checkInput, checkOutput } from '../protocol/check.ts';
import { AwsError } from '../protocol/error.ts';
import type { Limits } from '../protocol/limits.ts';
import { queryError, readForm, readQuery, writeQuery } from '../protocol/query.ts';
import { findOperation } from '../protocol/shapes.ts';
import type { Service } from '../service.ts';
import type { World } from '../world.ts';
import { describeInstances } from './describe-instances.ts';
import { describeRegions } from './describe-regions.ts';
import { describeTags } from './describe-tags.ts';

type Handler = (world: World, input: object) => object;

const handlers: Record<string, Handler> = {
  DescribeInstances: describeInstances,
  DescribeTags: describeTags,
  DescribeRegions: describeRegions,
};

const filters: Limits = { member: { fields: { Values: { max: 200 } } } };
const LIMITS: Record<string, Record<string, Limits>> = {
  DescribeInstances: { MaxResults: { min: 5, max: 1000 }, Filters: filters },
  DescribeTags: { MaxResults: { min: 5, max: 1000 }, Filters: filters },
};

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

export const ec2: Service = {
  name: 'ec2',
  operationOf: (request) => readForm(request).get('Action') ?? '',
  answer: async (world, operation, request) => {
    const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
    const shape = handler && (await findOperation('ec2', operation));
    if (!handler || !shape)
      throw new AwsError('InvalidAction', `The action ${operation} is not valid for this web service.`);
    const input = readQuery(shape.input, readForm(request), 'ec2');
    checkParameters(() => checkInput(shape.input, input, { fields: LIMITS[operation] ?? {} }));
    const value = handler(world, input);
    checkOutput(shape.output, value);
    return writeQuery('ec2', { operation, namespace: NAMESPACE, requestId: randomUUID(), shape: shape.output, value });
  },
  refuse: (error) => queryError('ec2', error, randomUUID()),
};

/** EC2 calls by its own name what SSM calls a ValidationException. */
function checkParameters(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw error instanceof AwsError ? new AwsError('InvalidParameterValue', error.message) : error;
  }
}
