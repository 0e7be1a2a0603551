import type {
  CommandInvocation,
  CommandPlugin,
  ListCommandInvocationsRequest,
  ListCommandInvocationsResult,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import type { Command, Invocation, Step } from './command-store.ts';
import { isListed, passes } from './list-commands.ts';
import { outputKey } from './output-key.ts';

const PAGE = 50;

export function listCommandInvocations(
  world: World,
  input: ListCommandInvocationsRequest,
): ListCommandInvocationsResult {
  const { NextToken, MaxResults, ...rest } = input;
  if (input.Filters?.some(({ key }) => key === 'ExecutionStage')) {
    throw new AwsError('InvalidFilterKey', 'ExecutionStage is not a filter of command invocations.');
  }
  const { items, next } = page(wanted(world, input), MaxResults ?? PAGE, NextToken, rest);
  return {
    CommandInvocations: items.map(({ command, invocation }) =>
      invocationShape(command, invocation, input.Details === true),
    ),
    NextToken: next,
  };
}

interface Found {
  command: Command;
  invocation: Invocation;
}

function wanted(world: World, { CommandId, InstanceId, Filters = [] }: ListCommandInvocationsRequest): Found[] {
  const { invocations: shown } = world.shown;
  const records = CommandId === undefined ? shown.all() : [shown.get(CommandId) ?? []].flat();
  return records.filter(isListed).flatMap((record) => {
    const { command, invocations } = record;
    const own = [...invocations.values()].filter(({ instanceId }) => (InstanceId ?? instanceId) === instanceId);
    const passing = own.filter(({ status, details }) =>
      Filters.every((filter) => passes({ ...record, command: { ...command, status, details } }, filter)),
    );
    return passing.map((invocation) => ({ command, invocation }));
  });
}

function invocationShape(command: Command, invocation: Invocation, details: boolean): CommandInvocation {
  const { instanceId, instanceName, status, steps } = invocation;
  return {
    CommandId: command.id,
    InstanceId: instanceId,
    InstanceName: instanceName,
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    RequestedDateTime: new Date(command.requested),
    Status: status,
    StatusDetails: invocation.details,
    StandardOutputUrl: steps[0] ? outputUrl(command, instanceId, steps[0], 'stdout') : '',
    StandardErrorUrl: steps[0] ? outputUrl(command, instanceId, steps[0], 'stderr') : '',
    CommandPlugins: details ? steps.map((step) => pluginShape(command, instanceId, step)) : [],
    ServiceRole: '',
    NotificationConfig: { NotificationArn: '', NotificationEvents: [] },
    CloudWatchOutputConfig: { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
  };
}

function pluginShape(command: Command, instanceId: string, step: Step): CommandPlugin {
  return {
    Name: step.name,
    Status: step.status as CommandPlugin['Status'],
    StatusDetails: step.details,
    ResponseCode: step.responseCode,
    ResponseStartDateTime: new Date(step.started),
    ResponseFinishDateTime: new Date(step.finished),
    Output: step.output,
    StandardOutputUrl: outputUrl(command, instanceId, step, 'stdout'),
    StandardErrorUrl: outputUrl(command, instanceId, step, 'stderr'),
    OutputS3BucketName: command.bucket,
    OutputS3KeyPrefix:
      command.bucket === ''
        ? ''
        : [command.prefix, command.id, instanceId, step.plugin.replace(':', '')].filter(Boolean).join('/'),
  };
}

/** Where the service says that a stream is, whether or not the node could upload it. Empty without a bucket. */
export function outputUrl(command: Command, instanceId: string, step: Step, stream: string): string {
  if (command.bucket === '') return '';
  return `https://s3.eu-central-1.amazonaws.com/${command.bucket}/${outputKey(command, instanceId, step, stream)}`;
}
