import type { Command as CommandShape } from '@aws-sdk/client-ssm';
import { endedCount, errorCount } from './command-state.ts';
import type { CommandRecord } from './command-store.ts';

/** A command as SendCommand, ListCommands show it. Counts of a command that was just sent are still zero. */
export function commandShape(record: CommandRecord): CommandShape {
  const { command, invocations, tally } = record;
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
    TargetCount: command.status === 'Pending' ? 0 : invocations.size,
    CompletedCount: endedCount(record),
    ErrorCount: errorCount(record),
    DeliveryTimedOutCount: tally.get('DeliveryTimedOut') ?? 0,
    ServiceRole: '',
    NotificationConfig: { NotificationArn: '', NotificationEvents: [], NotificationType: undefined },
    CloudWatchOutputConfig: { CloudWatchLogGroupName: '', CloudWatchOutputEnabled: false },
    TimeoutSeconds: command.timeoutSeconds,
  };
}
