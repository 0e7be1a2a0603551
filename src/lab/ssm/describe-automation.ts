import type {
  AutomationExecution,
  AutomationExecutionMetadata,
  DescribeAutomationExecutionsRequest,
  DescribeAutomationExecutionsResult,
  DescribeAutomationStepExecutionsRequest,
  DescribeAutomationStepExecutionsResult,
  GetAutomationExecutionRequest,
  GetAutomationExecutionResult,
  StepExecution,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import type { Execution, ExecutionStep } from './automation-store.ts';
import { notThere } from './start-automation.ts';

const PAGE = 50;

export function getAutomation(world: World, input: GetAutomationExecutionRequest): GetAutomationExecutionResult {
  const execution = require(world, input.AutomationExecutionId);
  const steps = execution.steps.slice(0, PAGE).map(stepShape);
  const more = { StepExecutions: steps, StepExecutionsTruncated: execution.steps.length > PAGE };
  return { AutomationExecution: { ...executionShape(execution), ...more } };
}

export function describeAutomations(
  world: World,
  input: DescribeAutomationExecutionsRequest,
): DescribeAutomationExecutionsResult {
  const { NextToken, MaxResults, ...rest } = input;
  const found = [...world.automations.values()]
    .filter((execution) => (input.Filters ?? []).every(({ Key, Values }) => passes(execution, Key, Values ?? [])))
    .reverse();
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest);
  return { AutomationExecutionMetadataList: items.map(metadataShape), NextToken: next };
}

function passes(execution: Execution, key: string | undefined, values: string[]): boolean {
  if (key === 'ExecutionId') return values.includes(execution.id);
  if (key === 'ParentExecutionId') return values.includes(execution.parent ?? '');
  if (key === 'ExecutionStatus') return values.includes(execution.status);
  if (key === 'DocumentNamePrefix') return values.some((value) => execution.documentName.startsWith(value));
  throw new AwsError('InvalidFilterKey', `The filter ${key} is not one that the lab has.`);
}

export function describeAutomationSteps(
  world: World,
  input: DescribeAutomationStepExecutionsRequest,
): DescribeAutomationStepExecutionsResult {
  const { NextToken, MaxResults, ...rest } = input;
  const { steps } = require(world, input.AutomationExecutionId);
  const found = steps.filter(({ status, name }) =>
    (input.Filters ?? []).every(({ Key, Values = [] }) => Values.includes(Key === 'StepName' ? name : status)),
  );
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest);
  return { StepExecutions: items.map(stepShape), NextToken: next };
}

function require(world: World, id: string | undefined): Execution {
  const execution = world.automations.get(id ?? '');
  if (execution) return execution;
  throw notThere(id);
}

const commonShape = (execution: Execution) => ({
  AutomationExecutionId: execution.id,
  DocumentName: execution.documentName,
  DocumentVersion: execution.documentVersion,
  ExecutionStartTime: execution.started,
  ExecutionEndTime: execution.ended,
  AutomationExecutionStatus: execution.status,
  FailureMessage: execution.failure,
  Mode: 'Auto' as const,
  ParentAutomationExecutionId: execution.parent,
  ExecutedBy: execution.executedBy,
});

const metadataShape = (execution: Execution): AutomationExecutionMetadata => ({
  ...commonShape(execution),
  AutomationType: execution.locations.length > 0 ? 'CrossAccount' : 'Local',
});

function executionShape(execution: Execution): AutomationExecution {
  const count = (status: string) => execution.steps.filter((step) => step.status === status).length;
  return {
    ...commonShape(execution),
    Parameters: execution.parameters,
    TargetLocations: execution.locations,
    ProgressCounters: {
      TotalSteps: execution.steps.length,
      SuccessSteps: count('Success'),
      FailedSteps: count('Failed'),
      CancelledSteps: count('Cancelled'),
      TimedOutSteps: 0,
    },
  };
}

const stepShape = (step: ExecutionStep): StepExecution => ({
  StepName: step.name,
  Action: step.action,
  StepStatus: step.status,
  StepExecutionId: step.id,
  Outputs: step.outputs,
  FailureMessage: step.failure,
  TargetLocation: step.targetLocation,
});
