import type { Command, CommandInvocation, SendCommandCommandInput, SSMClient } from '@aws-sdk/client-ssm';
import { WinhardenError } from '../../core/errors.ts';
import type { CommandRequest, Commands, Invocation, OpenCommand, SendAnswer } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explain, explained, nameOf } from './explain.ts';
import { AnswerLost, reportLostAnswers } from './lost-answer.ts';

/** What the two clocks may differ by unnoticed: the SDK learns of more than five minutes. */
const SKEW_MILLISECONDS = 15 * 60_000;

/** How far AWS's clock is ahead of this machine's, as far as the SDK has learnt it: a command must not be missed for that. */
const aheadOf = ({ config }: SSMClient): number => config.systemClockOffset;

const here = (client: SSMClient, date: Date | undefined): Date | null =>
  date ? new Date(date.getTime() - aheadOf(client)) : null;

export function createCommands(clients: AwsClients): Commands {
  return {
    send: (request) => send(clients, request),
    find: (comment, documentName, since) => find(clients, comment, documentName, since),
    invocations: (commandId) => invocations(clients, commandId),
    open: (documentName) => open(clients, documentName),
    cancel: (commandId, instanceIds) => cancel(clients, commandId, instanceIds),
    output: (commandId, instanceId, step) => output(clients, commandId, instanceId, step),
  };
}

async function send(clients: AwsClients, request: CommandRequest): Promise<SendAnswer> {
  const { sdk, client } = await clients.ssm();
  const call = { action: 'ssm:SendCommand', resource: `the SSM document ${request.document.name} and its nodes` };
  const command = new sdk.SendCommandCommand(inputFor(request));
  reportLostAnswers(command);
  try {
    const { Command } = await client.send(command);
    return { kind: 'sent', commandId: Command?.CommandId ?? '' };
  } catch (error) {
    if (error instanceof AnswerLost) return { kind: 'unknown', message: explain(error.failure, call).message };
    if (nameOf(error) === 'InvalidInstanceId') return { kind: 'invalidInstances', message: messageOf(error) };
    throw nameOf(error) === 'InvalidDocument' ? tampered(request, error) : explain(error, call);
  }
}

function inputFor({
  document,
  instanceIds,
  parameters,
  comment,
  deliverySeconds,
  maxConcurrency,
  maxErrors,
  s3,
}: CommandRequest): SendCommandCommandInput {
  return {
    DocumentName: document.name,
    DocumentVersion: document.version,
    DocumentHash: document.hash,
    DocumentHashType: 'Sha256',
    InstanceIds: instanceIds,
    Parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, [value]])),
    Comment: comment,
    TimeoutSeconds: deliverySeconds,
    MaxConcurrency: String(maxConcurrency),
    MaxErrors: maxErrors,
    ...(s3 ? { OutputS3BucketName: s3.bucket } : {}),
    ...(s3?.prefix ? { OutputS3KeyPrefix: s3.prefix } : {}),
  };
}

const tampered = ({ document }: CommandRequest, cause: unknown) =>
  new WinhardenError({
    code: 'DocumentChanged',
    message: `version ${document.version} of the SSM document ${document.name} is not there any more as it was published: ${messageOf(cause)}`,
    suggestions: ['find out who changes documents named winharden-*, then start again'],
    cause,
  });

const messageOf = (error: unknown) => (error instanceof Error && error.message ? error.message : nameOf(error));

function find(clients: AwsClients, comment: string, documentName: string, since: Date): Promise<string | null> {
  return explained({ action: 'ssm:ListCommands', resource: 'all commands (*)' }, async () => {
    const { sdk, client } = await clients.ssm();
    const after = new Date(since.getTime() + aheadOf(client) - SKEW_MILLISECONDS).toISOString().replace(/\.\d+/, '');
    const Filters: { key: 'InvokedAfter' | 'DocumentName'; value: string }[] = [
      { key: 'InvokedAfter', value: after },
      { key: 'DocumentName', value: documentName },
    ];
    for await (const page of sdk.paginateListCommands({ client, pageSize: 50 }, { Filters })) {
      const match = page.Commands?.find((command) => command.Comment === comment);
      if (match?.CommandId) return match.CommandId;
    }
    return null;
  });
}

function invocations(clients: AwsClients, commandId: string): Promise<Invocation[]> {
  return explained({ action: 'ssm:ListCommandInvocations', resource: 'all commands (*)' }, async () => {
    const { sdk, client } = await clients.ssm();
    const found: Invocation[] = [];
    const input = { CommandId: commandId, Details: true };
    for await (const page of sdk.paginateListCommandInvocations({ client, pageSize: 50 }, input)) {
      found.push(...(page.CommandInvocations ?? []).map(invocationOf));
    }
    return found;
  });
}

/** Executing is what SSM calls every status before the last. */
function open(clients: AwsClients, documentName?: string): Promise<OpenCommand[]> {
  return explained({ action: 'ssm:ListCommands', resource: 'all commands (*)' }, async () => {
    const { sdk, client } = await clients.ssm();
    const found: OpenCommand[] = [];
    const Filters: { key: 'ExecutionStage' | 'DocumentName'; value: string }[] = [
      { key: 'ExecutionStage', value: 'Executing' },
      ...(documentName === undefined ? [] : [{ key: 'DocumentName' as const, value: documentName }]),
    ];
    for await (const page of sdk.paginateListCommands({ client, pageSize: 50 }, { Filters })) {
      found.push(...(page.Commands ?? []).map((command) => openCommandOf(client, command)));
    }
    return found;
  });
}

const openCommandOf = (client: SSMClient, command: Command): OpenCommand => ({
  commandId: command.CommandId ?? '',
  comment: command.Comment ?? '',
  documentName: command.DocumentName ?? '',
  requested: here(client, command.RequestedDateTime),
  expires: here(client, command.ExpiresAfter),
  instanceIds: command.InstanceIds ?? [],
  maxConcurrency: Number(command.MaxConcurrency) || null,
  completed: command.CompletedCount ?? 0,
  errors: command.ErrorCount ?? 0,
});

function cancel(clients: AwsClients, commandId: string, instanceIds?: string[]): Promise<void> {
  return explained({ action: 'ssm:CancelCommand', resource: `the command ${commandId}` }, async () => {
    const { sdk, client } = await clients.ssm();
    await client.send(
      new sdk.CancelCommandCommand({ CommandId: commandId, ...(instanceIds && { InstanceIds: instanceIds }) }),
    );
  });
}

function invocationOf(invocation: CommandInvocation): Invocation {
  const seconds = secondsOf(invocation);
  return {
    instanceId: invocation.InstanceId ?? '',
    status: invocation.Status ?? 'Pending',
    details: (invocation.StatusDetails || invocation.Status || '').replaceAll(' ', ''),
    output: invocation.CommandPlugins?.map((plugin) => plugin.Output ?? '').find(Boolean) ?? '',
    ...(seconds > 0 && { seconds }),
  };
}

/** By the service's clock alone. */
function secondsOf({ CommandPlugins: [step] = [] }: CommandInvocation): number {
  const { ResponseStartDateTime: start, ResponseFinishDateTime: finish } = step ?? {};
  return start && finish ? (finish.getTime() - start.getTime()) / 1000 : 0;
}

async function output(clients: AwsClients, commandId: string, instanceId: string, step: string) {
  const { sdk, client } = await clients.ssm();
  try {
    const input = { CommandId: commandId, InstanceId: instanceId, PluginName: step };
    const answer = await client.send(new sdk.GetCommandInvocationCommand(input));
    return { stdout: answer.StandardOutputContent ?? '', stderr: answer.StandardErrorContent ?? '' };
  } catch (error) {
    if (['InvocationDoesNotExist', 'InvalidCommandId'].includes(nameOf(error))) return null;
    throw explain(error, { action: 'ssm:GetCommandInvocation', resource: 'all commands (*)' });
  }
}
