import type { Change, Stack as SdkStack, StackEvent as SdkStackEvent } from '@aws-sdk/client-cloudformation';
import { WinhardenError } from '../../core/errors.ts';
import type { ChangeSet, ResourceChange, Stack, StackEvent, Stacks } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explained, nameOf } from './explain.ts';

const call = (operation: string, resource: string) => ({ action: `cloudformation:${operation}`, resource });

export function createStacks(clients: AwsClients): Stacks {
  return {
    find: (name) => find(clients, name),
    propose: (proposal) => propose(clients, proposal),
    changesOf: (arn) => changesOf(clients, arn),
    execute: (arn) =>
      explained(call('ExecuteChangeSet', arn), async () => {
        const { sdk, client } = await clients.cloudFormation();
        await client.send(new sdk.ExecuteChangeSetCommand({ ChangeSetName: arn }));
      }),
    discard: (arn) =>
      explained(call('DeleteChangeSet', arn), async () => {
        const { sdk, client } = await clients.cloudFormation();
        await client.send(new sdk.DeleteChangeSetCommand({ ChangeSetName: arn }));
      }),
    events: (stackId, after) => events(clients, stackId, after),
  };
}

/** CloudFormation answers a name that it does not know with ValidationError. */
function find(clients: AwsClients, name: string): Promise<Stack | null> {
  return explained(call('DescribeStacks', `the stack ${name}`), async () => {
    const { sdk, client } = await clients.cloudFormation();
    try {
      const { Stacks = [] } = await client.send(new sdk.DescribeStacksCommand({ StackName: name }));
      return Stacks[0] ? stackOf(Stacks[0]) : null;
    } catch (error) {
      if (nameOf(error) === 'ValidationError' && /does not exist/.test((error as Error).message)) return null;
      throw error;
    }
  });
}

const stackOf = ({ StackId, StackStatus, StackStatusReason, Outputs = [] }: SdkStack): Stack => ({
  id: StackId ?? '',
  status: StackStatus ?? '',
  reason: StackStatusReason ?? '',
  outputs: Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])),
});

function propose(clients: AwsClients, { name, isNew, changeSet, template }: Parameters<Stacks['propose']>[0]) {
  return explained(call('CreateChangeSet', `the stack ${name}`), async () => {
    const { sdk, client } = await clients.cloudFormation();
    const { Id = '' } = await client.send(
      new sdk.CreateChangeSetCommand({
        StackName: name,
        ChangeSetName: changeSet,
        ChangeSetType: isNew ? 'CREATE' : 'UPDATE',
        TemplateBody: template,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        Tags: [{ Key: 'winharden', Value: 'setup' }],
      }),
    );
    return Id;
  });
}

/** A change set without changes fails, and only its reason tells. */
const NO_CHANGES = /didn't contain changes|No updates are to be performed/;

function changesOf(clients: AwsClients, arn: string): Promise<ChangeSet | null> {
  return explained(call('DescribeChangeSet', arn), async () => {
    const { sdk, client } = await clients.cloudFormation();
    const changes: ResourceChange[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new sdk.DescribeChangeSetCommand({ ChangeSetName: arn, NextToken }));
      const { Status, StatusReason = '', Changes = [] } = page;
      if (Status === 'FAILED' && NO_CHANGES.test(StatusReason)) return { arn, changes: [] };
      if (Status === 'FAILED') throw failed(StatusReason);
      if (Status !== 'CREATE_COMPLETE') return null;
      changes.push(...Changes.flatMap(changeOf));
      NextToken = page.NextToken;
    } while (NextToken);
    return { arn, changes };
  });
}

const ACTIONS: Record<string, ResourceChange['action']> = { Add: 'add', Modify: 'change', Remove: 'remove' };

function changeOf({ ResourceChange: change }: Change): ResourceChange[] {
  if (!change) return [];
  const { Action = '', Replacement, LogicalResourceId: id = '', ResourceType: type = '' } = change;
  const replaced = Action === 'Modify' && Replacement !== undefined && Replacement !== 'False';
  return [{ action: replaced ? 'replace' : (ACTIONS[Action] ?? 'change'), id, type }];
}

const failed = (reason: string) =>
  new WinhardenError({
    code: 'ChangeSetFailed',
    message: `CloudFormation could not make a change set: ${reason}`,
    suggestions: ['put right what it names, and start again'],
  });

function events(clients: AwsClients, stackId: string, after: string | null): Promise<StackEvent[]> {
  return explained(call('DescribeStackEvents', `the stack ${stackId}`), async () => {
    const { sdk, client } = await clients.cloudFormation();
    const found: StackEvent[] = [];
    for await (const { StackEvents = [] } of sdk.paginateDescribeStackEvents({ client }, { StackName: stackId })) {
      for (const event of StackEvents.map(eventOf)) {
        if (event.eventId === after) return found;
        found.push(event);
      }
    }
    return found;
  });
}

const eventOf = (event: SdkStackEvent): StackEvent => ({
  eventId: event.EventId ?? '',
  at: event.Timestamp?.toISOString() ?? '',
  id: event.LogicalResourceId ?? '',
  type: event.ResourceType ?? '',
  status: event.ResourceStatus ?? '',
  reason: event.ResourceStatusReason ?? '',
});
