import type {
  CreateChangeSetInput,
  CreateChangeSetOutput,
  DescribeChangeSetInput,
  DescribeChangeSetOutput,
} from '@aws-sdk/client-cloudformation';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { changesBetween } from './changes.ts';
import { execute } from './execute.ts';
import { arnOf, type ChangeSetRecord, findStack, keep, type StackRecord, setStatus, stackOf } from './stack-record.ts';
import { invalid, readTemplate } from './template.ts';

/** Lab seconds until a change set is computed. */
const COMPUTED_AFTER_SECONDS = 0.5;

const SETTLED = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/;

export function createChangeSet(world: World, input: object): CreateChangeSetOutput {
  const {
    StackName = '',
    ChangeSetName = '',
    ChangeSetType = 'UPDATE',
    Tags = [],
    ...rest
  } = input as CreateChangeSetInput;
  const { TemplateBody = '', Capabilities = [] } = rest;
  const template = readTemplate(TemplateBody);
  const named = Object.values(template.Resources).some(({ Type }) => Type.startsWith('AWS::IAM::'));
  if (named && !Capabilities.includes('CAPABILITY_NAMED_IAM'))
    throw new AwsError('InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_NAMED_IAM]');
  const isNew = ChangeSetType === 'CREATE';
  const stack = isNew ? newStack(world, StackName) : settled(stackOf(world, StackName));
  stack.tags = Tags.map(({ Key = '', Value = '' }) => ({ Key, Value }));
  const arn = arnOf(world, 'changeSet', ChangeSetName);
  const readyAt = new Date(world.clock.now().getTime() + (COMPUTED_AFTER_SECONDS * 1000) / world.clock.speed);
  stack.changeSets.push({ arn, name: ChangeSetName, isNew, template: TemplateBody, readyAt: readyAt.toISOString() });
  keep(world, stack);
  return { Id: arn, StackId: stack.id };
}

function settled(stack: StackRecord): StackRecord {
  if (SETTLED.test(stack.status)) return stack;
  throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

function newStack(world: World, name: string): StackRecord {
  const known = findStack(world, name);
  if (known && known.status !== 'REVIEW_IN_PROGRESS')
    throw invalid(`Stack [${name}] already exists and cannot be created again with the changeSet.`);
  if (known) return known;
  const stack: StackRecord = {
    id: arnOf(world, 'stack', name),
    name,
    status: 'REVIEW_IN_PROGRESS',
    created: world.clock.now().toISOString(),
    template: '',
    made: {},
    outputs: {},
    tags: [],
    events: [],
    changeSets: [],
  };
  setStatus(world, stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
  return stack;
}

function changeSetOf(world: World, name = '', stackName?: string): { stack: StackRecord; changeSet: ChangeSetRecord } {
  const stacks = stackName === undefined ? world.stacks.all() : [stackOf(world, stackName)];
  for (const stack of stacks) {
    const changeSet = stack.changeSets.find((each) => each.arn === name || (stackName && each.name === name));
    if (changeSet) return { stack, changeSet };
  }
  throw new AwsError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`, 404);
}

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** All changes are on one page. */
export function describeChangeSet(world: World, input: object): DescribeChangeSetOutput {
  const { ChangeSetName, StackName } = input as DescribeChangeSetInput;
  const { stack, changeSet } = changeSetOf(world, ChangeSetName, StackName);
  const told = {
    ChangeSetId: changeSet.arn,
    ChangeSetName: changeSet.name,
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: new Date(changeSet.readyAt),
  };
  if (world.clock.now().toISOString() < changeSet.readyAt)
    return { ...told, Status: 'CREATE_IN_PROGRESS', ExecutionStatus: 'UNAVAILABLE' };
  const Changes = changesOf(stack, changeSet);
  if (Changes.length === 0)
    return { ...told, Status: 'FAILED', StatusReason: NO_CHANGES, ExecutionStatus: 'UNAVAILABLE' };
  return { ...told, Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE', Changes };
}

const changesOf = ({ template }: StackRecord, changeSet: ChangeSetRecord) =>
  changesBetween(changeSet.isNew ? null : readTemplate(template), readTemplate(changeSet.template));

/** A stack drops all its change sets when one of them is executed. */
export function executeChangeSet(world: World, input: object): object {
  const { ChangeSetName, StackName } = input as DescribeChangeSetInput;
  const { stack, changeSet } = changeSetOf(world, ChangeSetName, StackName);
  if (world.clock.now().toISOString() < changeSet.readyAt || changesOf(stack, changeSet).length === 0)
    throw new AwsError(
      'InvalidChangeSetStatus',
      `ChangeSet [${changeSet.arn}] cannot be executed in its current status`,
    );
  stack.changeSets = [];
  execute(world, stack, changeSet);
  return {};
}

export function deleteChangeSet(world: World, input: object): object {
  const { ChangeSetName, StackName } = input as DescribeChangeSetInput;
  const { stack, changeSet } = changeSetOf(world, ChangeSetName, StackName);
  stack.changeSets = stack.changeSets.filter((each) => each !== changeSet);
  keep(world, stack);
  return {};
}
