import type { Command as CommandShape } from '@aws-sdk/client-ssm';
import { type CommandRecord, ENDED, type Invocation } from './command-store.ts';

/** A command as SendCommand, ListCommands show it. Counts of a command that was just sent are still zero. */
export function commandShape({ command, invocations }: CommandRecord): CommandShape {
  const all = [...invocations.values()];
  return {
    CommandId: command.id,
    DocumentName: command.documentName,
    DocumentVersion: command.documentVersion,
    Comment: command.comment,
    ExpiresAfter: new Date(command.expires),
    Parameters: command.parameters,
    InstanceIds: command.instanceIds,
    Targets: command.targets,
    RequestedDateTime: new Date(command.requested),
    Status: command.status as CommandShape['Status'],
    StatusDetails: command.details,
    OutputS3BucketName: command.bucket,
    OutputS3KeyPrefix: command.prefix,
    MaxConcurrency: command.maxConcurrency,
    MaxErrors: command.maxErrors,
    ...(command.status === 'Pending' ? { TargetCount: 0 } : { TargetCount: all.length }),
    CompletedCount: all.filter(({ status }) => ENDED.has(status)).length,
    ErrorCount: all.filter(countsAsError).length,
    DeliveryTimedOutCount: all.filter(({ details }) => details === 'DeliveryTimedOut').length,
    ServiceRole: '',
    NotificationConfig: { NotificationArn: '', NotificationEvents: [], NotificationType: undefined },
    CloudWatchOutputConfig: { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
    TimeoutSeconds: command.timeoutSeconds,
  };
}

/** Failed and ExecutionTimedOut count to MaxErrors; what was not delivered, or stopped, does not. */
export function countsAsError({ details }: Invocation): boolean {
  return details === 'Failed' || details === 'ExecutionTimedOut';
}
