import type {
  GetGroupInput,
  GetGroupOutput,
  ListGroupResourcesInput,
  ListGroupResourcesOutput,
  ResourceFilter,
} from '@aws-sdk/client-resource-groups';
import { checkInput, checkOutput } from '../protocol/check.ts';
import { AwsError } from '../protocol/error.ts';
import { jsonError, readJson, writeJson } from '../protocol/json.ts';
import type { Limits } from '../protocol/limits.ts';
import { page } from '../protocol/page.ts';
import { findOperation } from '../protocol/shapes.ts';
import type { Service } from '../service.ts';
import type { World } from '../world.ts';
import { requireGroup } from './groups.ts';

type Handler = (world: World, input: object) => object;

const handlers: Record<string, Handler> = { GetGroup: getGroup, ListGroupResources: listGroupResources };

/** REST-JSON: the operation is the path. */
const PATHS: Record<string, string> = {
  '/get-group': 'GetGroup',
  '/list-group-resources': 'ListGroupResources',
};

const LIMITS: Record<string, Record<string, Limits>> = { ListGroupResources: { MaxResults: { min: 1, max: 50 } } };

export const resourceGroups: Service = {
  name: 'resource-groups',
  operationOf: ({ path }) => PATHS[path] ?? path,
  answer: async (world, operation, request) => {
    const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
    const shape = handler && (await findOperation('resource-groups', operation));
    if (!handler || !shape)
      throw new AwsError('UnknownOperationException', `The lab's Resource Groups does not have ${operation}.`, 404);
    const input = readJson(request);
    checkInput(shape.input, input, { fields: LIMITS[operation] ?? {} });
    const output = handler(world, input);
    checkOutput(shape.output, output);
    return writeJson(shape.output, output, 'application/json');
  },
  refuse: (error) => jsonError(error),
};

function getGroup(world: World, { Group, GroupName }: GetGroupInput): GetGroupOutput {
  const { name, arn } = requireGroup(world, Group ?? GroupName ?? '');
  return { Group: { GroupArn: arn, Name: name, Description: 'All instances of the lab' } };
}

const PAGE = 50;
const INSTANCE = 'AWS::EC2::Instance';

function listGroupResources(world: World, input: ListGroupResourcesInput): ListGroupResourcesOutput {
  const { NextToken, MaxResults, ...rest } = input;
  const { members } = requireGroup(world, input.Group ?? input.GroupName ?? '');
  const wanted = (input.Filters ?? []).every(includesInstances) ? members : [];
  const { items, next } = page(wanted, MaxResults ?? PAGE, NextToken, rest, 'BadRequestException');
  const identifiers = items.map((id) => ({
    ResourceArn: `arn:aws:ec2:${world.region}:${world.account}:instance/${id}`,
    ResourceType: INSTANCE,
  }));
  return {
    Resources: identifiers.map((Identifier) => ({ Identifier })),
    ResourceIdentifiers: identifiers,
    NextToken: next,
  };
}

function includesInstances({ Values = [] }: ResourceFilter): boolean {
  return Values.includes(INSTANCE);
}
