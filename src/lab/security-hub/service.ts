import type { DescribeHubResponse } from '@aws-sdk/client-securityhub';
import { checkInput, checkOutput } from '../protocol/check.ts';
import { AwsError } from '../protocol/error.ts';
import { jsonError, readJson, writeJson } from '../protocol/json.ts';
import type { Limits } from '../protocol/limits.ts';
import { findOperation } from '../protocol/shapes.ts';
import type { Service } from '../service.ts';
import type { World } from '../world.ts';
import { batchImportFindings, getFindings } from './findings.ts';

type Handler = (world: World, input: object) => object;

const handlers: Record<string, Handler> = {
  DescribeHub: describeHub,
  BatchImportFindings: batchImportFindings as Handler,
  GetFindings: getFindings,
};

/** REST-JSON: the operation is method and path. */
const PATHS: Record<string, string> = {
  'GET /accounts': 'DescribeHub',
  'POST /findings/import': 'BatchImportFindings',
  'POST /findings': 'GetFindings',
};

const LIMITS: Record<string, Record<string, Limits>> = {
  BatchImportFindings: { Findings: { min: 1, max: 100 } },
  GetFindings: { MaxResults: { min: 1, max: 100 } },
};

export const securityHub: Service = {
  name: 'securityhub',
  operationOf: ({ method, path }) => PATHS[`${method} ${path}`] ?? path,
  answer: async (world, operation, request) => {
    const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
    const shape = handler && (await findOperation('securityhub', operation));
    if (!handler || !shape)
      throw new AwsError('UnknownOperationException', `The lab's Security Hub does not have ${operation}.`, 404);
    const input = readJson(request);
    checkInput(shape.input, input, { fields: LIMITS[operation] ?? {} });
    if (world.faults.ofLocation('security-hub-off', world.account, world.region)) throw off(world);
    const output = handler(world, input);
    checkOutput(shape.output, output);
    return writeJson(shape.output, output, 'application/json');
  },
  refuse: (error) => jsonError(error.code === 'ValidationException' ? invalidInput(error) : error),
};

const invalidInput = ({ message, status }: AwsError) => new AwsError('InvalidInputException', message, status);

const off = ({ account }: World) =>
  new AwsError('InvalidAccessException', `Account ${account} is not subscribed to AWS Security Hub`, 401);

function describeHub({ account, region }: World): DescribeHubResponse {
  return {
    HubArn: `arn:aws:securityhub:${region}:${account}:hub/default`,
    SubscribedAt: '2026-01-01T00:00:00.000Z',
    AutoEnableControls: false,
  };
}
