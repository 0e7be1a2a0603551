import type {
  DeleteStackInput,
  DescribeStackEventsInput,
  DescribeStackEventsOutput,
  DescribeStacksInput,
  DescribeStacksOutput,
  GetTemplateInput,
  GetTemplateOutput,
  Stack,
} from '@aws-sdk/client-cloudformation';
import { page } from '../protocol/page.ts';
import { queryService } from '../query-service.ts';
import type { World } from '../world.ts';
import { createChangeSet, deleteChangeSet, describeChangeSet, executeChangeSet } from './change-sets.ts';
import { type StackRecord, setStatus, stackOf } from './stack-record.ts';

const PAGE = 100;

export const cloudFormation = queryService({
  name: 'cloudformation',
  client: 'cloudformation',
  dialect: 'query',
  namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  handlers: {
    CreateChangeSet: createChangeSet,
    DescribeChangeSet: describeChangeSet,
    ExecuteChangeSet: executeChangeSet,
    DeleteChangeSet: deleteChangeSet,
    DescribeStacks: describeStacks,
    DescribeStackEvents: describeStackEvents,
    GetTemplate: getTemplate,
    DeleteStack: deleteStack,
  },
  limits: {
    CreateChangeSet: {
      StackName: { min: 1, max: 128, pattern: /^[A-Za-z][-A-Za-z0-9]*$/ },
      ChangeSetName: { min: 1, max: 128, pattern: /^[A-Za-z][-A-Za-z0-9]*$/ },
      TemplateBody: { min: 1, max: 51_200 },
    },
  },
  unknown: (operation) => `Could not find operation ${operation} for version 2010-05-15`,
  invalid: 'ValidationError',
});

function describeStacks(world: World, input: object): DescribeStacksOutput {
  const { StackName } = input as DescribeStacksInput;
  const all = StackName === undefined ? world.stacks.all() : [stackOf(world, StackName)];
  return { Stacks: all.map(shown) };
}

const shown = ({ id, name, status, reason, created, outputs, tags }: StackRecord): Stack => ({
  StackId: id,
  StackName: name,
  StackStatus: status,
  StackStatusReason: reason,
  CreationTime: new Date(created),
  Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  Tags: tags,
});

/** The newest first. */
function describeStackEvents(world: World, input: object): DescribeStackEventsOutput {
  const { StackName, NextToken } = input as DescribeStackEventsInput;
  const stack = stackOf(world, StackName);
  const { items, next } = page(stack.events.toReversed(), PAGE, NextToken, { StackName });
  const StackEvents = items.map((event) => ({
    StackId: stack.id,
    StackName: stack.name,
    EventId: event.eventId,
    Timestamp: new Date(event.at),
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
  }));
  return { StackEvents, NextToken: next };
}

function getTemplate(world: World, input: object): GetTemplateOutput {
  return { TemplateBody: stackOf(world, (input as GetTemplateInput).StackName).template };
}

/** What there is of a stack that has gone is its events. Its bucket stays, as the template has it. */
function deleteStack(world: World, input: object): object {
  const stack = stackOf(world, (input as DeleteStackInput).StackName);
  setStatus(world, stack, 'DELETE_COMPLETE');
  return {};
}
