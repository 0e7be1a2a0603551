import type { GetCommandInvocationRequest, GetCommandInvocationResult } from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { outputId } from './association-runs.ts';
import type { Command, Invocation, Step } from './command-store.ts';
import { contentOf } from './document-content.ts';
import { findDocument, findVersion } from './find-document.ts';
import { outputUrl } from './list-command-invocations.ts';

/** The API shows 8,000 characters of stderr, of what the agent sent. */
const MOST_STDERR = 8000;

export function getCommandInvocation(world: World, input: GetCommandInvocationRequest): GetCommandInvocationResult {
  const record = world.shown.invocations.get(input.CommandId ?? '') ?? associationRun(world, input);
  const invocation = record?.invocations.get(input.InstanceId ?? '');
  if (!record || !invocation) {
    throw new AwsError(
      'InvocationDoesNotExist',
      'The command ID and managed node ID you specified did not match any invocations.',
    );
  }
  const name = pluginName(world, record.command, input.PluginName);
  const step = invocation.steps.find((each) => each.name === name);
  return { ...general(record.command, invocation, name), ...(step ? stepPart(record.command, invocation, step) : {}) };
}

/** What stands as a target's OutputSource is the command that the target had of its own. */
function associationRun(world: World, { CommandId, InstanceId = '' }: GetCommandInvocationRequest) {
  const runs = world.shown.invocations.all().filter(({ command }) => command.association);
  return runs.find(({ command }) => outputId(command.id, InstanceId) === CommandId);
}

/** The step asked for; a document of several steps needs one to be named. */
function pluginName(world: World, command: Command, asked: string | undefined): string {
  const version = findVersion(findDocument(world, command.documentName), { version: command.documentVersion });
  const names = contentOf(version).mainSteps.map(({ name }) => name);
  const name = asked ?? (names.length === 1 ? names[0] : undefined);
  if (name !== undefined && names.includes(name)) return name;
  const message =
    asked === undefined
      ? 'The document has several steps; PluginName is required.'
      : `The plugin name isn't valid: ${asked}`;
  throw new AwsError('InvalidPluginName', message);
}

/** Before the node answers: no output, response code -1. */
function general(
  command: Command,
  { instanceId, status, details }: Invocation,
  name: string,
): GetCommandInvocationResult {
  return {
    CommandId: command.id,
    InstanceId: instanceId,
    Comment: command.comment,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    PluginName: name,
    ResponseCode: -1,
    ExecutionStartDateTime: '',
    ExecutionElapsedTime: '',
    ExecutionEndDateTime: '',
    Status: status,
    StatusDetails: details,
    StandardOutputContent: '',
    StandardOutputUrl: '',
    StandardErrorContent: '',
    StandardErrorUrl: '',
    CloudWatchOutputConfig: { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
  };
}

function stepPart(command: Command, { instanceId }: Invocation, step: Step): Partial<GetCommandInvocationResult> {
  return {
    ResponseCode: step.responseCode,
    ExecutionStartDateTime: step.started,
    ExecutionEndDateTime: step.finished,
    ExecutionElapsedTime: `PT${(Date.parse(step.finished) - Date.parse(step.started)) / 1000}S`,
    Status: step.status,
    StatusDetails: step.details,
    StandardOutputContent: step.stdout,
    StandardOutputUrl: outputUrl(command, instanceId, step, 'stdout'),
    StandardErrorContent: step.stderr.slice(0, MOST_STDERR),
    StandardErrorUrl: outputUrl(command, instanceId, step, 'stderr'),
  };
}
