import type {
  AssociationExecution,
  AssociationExecutionFilter,
  AssociationExecutionTarget,
  AssociationExecutionTargetsFilter,
  DescribeAssociationExecutionsRequest,
  DescribeAssociationExecutionsResult,
  DescribeAssociationExecutionTargetsRequest,
  DescribeAssociationExecutionTargetsResult,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import { outputId } from './association-runs.ts';
import type { StoredAssociation } from './association-store.ts';
import type { CommandRecord, Invocation } from './command-store.ts';
import { findAssociation } from './find-association.ts';

const PAGE = 50;

/** An execution fails where one of its nodes did. */
export function executionStatus({ command, invocations }: CommandRecord): { status: string; details: string } {
  const { status, details } = command;
  if (status !== 'Success') return { status, details };
  const failed = [...invocations.values()].find((invocation) => invocation.status !== 'Success');
  return failed ? { status: 'Failed', details: 'Failed' } : { status, details };
}

/** The newest first. */
export function describeAssociationExecutions(
  world: World,
  input: DescribeAssociationExecutionsRequest,
): DescribeAssociationExecutionsResult {
  const { NextToken, MaxResults, ...rest } = input;
  const association = findAssociation(world, input.AssociationId);
  const found = executionsOf(world, association).filter((execution) =>
    (input.Filters ?? []).every((filter) => passes(execution, filter)),
  );
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest);
  return { AssociationExecutions: items, NextToken: next };
}

function executionsOf(world: World, { id, executions }: StoredAssociation): AssociationExecution[] {
  return executions.toReversed().flatMap((execution) => {
    const record = world.commands.get(execution.id);
    if (!record) return [];
    const { status, details } = executionStatus(record);
    const counts = new Map<string, number>();
    for (const invocation of record.invocations.values())
      counts.set(invocation.status, (counts.get(invocation.status) ?? 0) + 1);
    const time = new Date(record.command.requested);
    return {
      AssociationId: id,
      AssociationVersion: execution.version,
      ExecutionId: execution.id,
      Status: status,
      DetailedStatus: details,
      CreatedTime: time,
      LastExecutionDate: time,
      ResourceCountByStatus: `{${[...counts].map(([word, count]) => `${word}=${count}`).join(', ')}}`,
    };
  });
}

function passes(execution: AssociationExecution, { Key, Value = '', Type }: AssociationExecutionFilter): boolean {
  if (Key === 'ExecutionId') return execution.ExecutionId === Value;
  if (Key === 'Status') return execution.Status === Value;
  const [time, wanted] = [execution.CreatedTime?.getTime() ?? 0, Date.parse(Value)];
  if (Number.isNaN(wanted))
    throw new AwsError('ValidationException', `${Value} is not a date like 2026-11-23T00:00:00Z.`);
  if (Type === 'LESS_THAN') return time < wanted;
  return Type === 'GREATER_THAN' ? time > wanted : time === wanted;
}

export function describeAssociationExecutionTargets(
  world: World,
  input: DescribeAssociationExecutionTargetsRequest,
): DescribeAssociationExecutionTargetsResult {
  const { NextToken, MaxResults, ...rest } = input;
  const { id, executions } = findAssociation(world, input.AssociationId);
  const execution = executions.find((each) => each.id === input.ExecutionId);
  const record = execution && world.commands.get(execution.id);
  if (!execution || !record)
    throw new AwsError(
      'AssociationExecutionDoesNotExist',
      `The specified execution ID doesn't exist: ${input.ExecutionId}`,
    );
  const found = [...record.invocations.values()]
    .map((invocation) => ({ AssociationId: id, AssociationVersion: execution.version, ...target(record, invocation) }))
    .filter((each) => (input.Filters ?? []).every((filter) => isWanted(each, filter)));
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest);
  return { AssociationExecutionTargets: items, NextToken: next };
}

function target({ command }: CommandRecord, invocation: Invocation): AssociationExecutionTarget {
  const { instanceId, status, details } = invocation;
  return {
    ExecutionId: command.id,
    ResourceId: instanceId,
    ResourceType: 'ManagedInstance',
    Status: status,
    DetailedStatus: details,
    LastExecutionDate: new Date(invocation.steps.at(-1)?.finished ?? command.requested),
    OutputSource: { OutputSourceId: outputId(command.id, instanceId), OutputSourceType: 'RunCommand' },
  };
}

function isWanted(target: AssociationExecutionTarget, { Key, Value }: AssociationExecutionTargetsFilter): boolean {
  return target[Key as 'Status' | 'ResourceId' | 'ResourceType'] === Value;
}
