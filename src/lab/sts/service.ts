import { randomUUID } from 'node:crypto';
import type { GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { checkInput, checkOutput } from '../protocol/check.ts';
import { AwsError } from '../protocol/error.ts';
import type { Limits } from '../protocol/limits.ts';
import { header, type LabRequest } from '../protocol/message.ts';
import { queryError, readForm, readQuery, writeQuery } from '../protocol/query.ts';
import { findOperation } from '../protocol/shapes.ts';
import type { Service } from '../service.ts';
import type { World } from '../world.ts';
import { assumeRole } from './assume-role.ts';

type Handler = (world: World, input: object, request: LabRequest) => object;

const handlers: Record<string, Handler> = {
  GetCallerIdentity: (world, _, request) => identity(world, request),
  AssumeRole: assumeRole as Handler,
};

const LIMITS: Record<string, Record<string, Limits>> = {
  AssumeRole: {
    RoleArn: { min: 20, max: 2048 },
    RoleSessionName: { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ },
    ExternalId: { min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ },
    DurationSeconds: { min: 900, max: 43_200 },
  },
};

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export const sts: Service = {
  name: 'sts',
  operationOf: (request) => readForm(request).get('Action') ?? '',
  answer: async (world, operation, request) => {
    const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
    const shape = handler && (await findOperation('sts', operation));
    if (!handler || !shape) {
      throw new AwsError(
        'InvalidAction',
        `Could not find operation ${operation}; the lab's STS has ${Object.keys(handlers).join(' and ')}.`,
      );
    }
    const input = readQuery(shape.input, readForm(request), 'query');
    checkInput(shape.input, input, { fields: LIMITS[operation] ?? {} });
    const value = handler(world, input, request);
    checkOutput(shape.output, value);
    return writeQuery('query', {
      operation,
      namespace: NAMESPACE,
      requestId: randomUUID(),
      shape: shape.output,
      value,
    });
  },
  refuse: (error) => queryError('query', inWordsOfSts(error), randomUUID()),
};

/** STS calls by its own name what SSM calls a ValidationException. */
const inWordsOfSts = (error: AwsError) =>
  error.code === 'ValidationException' ? new AwsError('ValidationError', error.message) : error;

function identity({ account, sessions }: World, request: LabRequest): GetCallerIdentityResponse {
  const [, key = ''] = /Credential=([^/]+)/.exec(header(request, 'authorization') ?? '') ?? [];
  const session = sessions.get(key);
  if (session) return { UserId: 'AROALABLABLABLABLABLA', Account: account, Arn: session.arn };
  return { UserId: 'AIDALABLABLABLABLABLA', Account: account, Arn: `arn:aws:iam::${account}:user/lab` };
}
