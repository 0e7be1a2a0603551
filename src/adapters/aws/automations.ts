import type { AutomationExecutionStatus, StepExecution } from '@aws-sdk/client-ssm';
import type { AutomationRequest, AutomationState, Identity } from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explained } from './explain.ts';

/** StartAutomationExecution takes this many accounts in one target location. */
const MOST_ACCOUNTS = 50;
const OPEN: readonly (AutomationExecutionStatus | undefined)[] = ['Pending', 'InProgress', 'Waiting', 'Cancelling'];

const isOpen = (status: AutomationExecutionStatus | undefined) => OPEN.includes(status);
const EXECUTIONS = { action: 'ssm:GetAutomationExecution', resource: 'the automation of this run' };

/** Starts the runbook in every account and Region; the client token keeps a repeated call from starting it again. */
export function startAutomation(
  clients: AwsClients,
  { account, arn }: Identity,
  request: AutomationRequest,
): Promise<string> {
  const { runbook, token, automationRole, parameters } = request;
  const call = {
    action: 'ssm:StartAutomationExecution',
    resource: `${runbook.name} (with iam:PassRole on ${automationRole})`,
  };
  const role = `arn:${arn.split(':')[1]}:iam::${account}:role/${automationRole}`;
  return explained(call, async () => {
    const { sdk, client } = await clients.ssm();
    const { AutomationExecutionId } = await client.send(
      new sdk.StartAutomationExecutionCommand({
        DocumentName: runbook.name,
        DocumentVersion: runbook.version,
        ClientToken: token,
        Parameters: Object.fromEntries(
          Object.entries({ ...parameters, AutomationAssumeRole: role }).map(([name, value]) => [name, [value]]),
        ),
        TargetLocations: targetLocations(request),
      }),
    );
    return AutomationExecutionId ?? '';
  });
}

function targetLocations({ accounts, regions, executionRole, locationConcurrency }: AutomationRequest) {
  return Array.from({ length: Math.ceil(accounts.length / MOST_ACCOUNTS) }, (_, part) => ({
    Accounts: accounts.slice(part * MOST_ACCOUNTS, (part + 1) * MOST_ACCOUNTS),
    Regions: regions,
    ExecutionRoleName: executionRole,
    TargetLocationMaxConcurrency: locationConcurrency,
    TargetLocationMaxErrors: '0',
  }));
}

/** An execution over locations has one step for each (User Guide: aws:executeAutomation steps, whose output is the child's id). */
export function automationState(clients: AwsClients, executionId: string): Promise<AutomationState> {
  return explained(EXECUTIONS, async () => {
    const { sdk, client } = await clients.ssm();
    const input = { AutomationExecutionId: executionId };
    const { AutomationExecution: execution } = await client.send(new sdk.GetAutomationExecutionCommand(input));
    const steps: StepExecution[] = [];
    for await (const page of sdk.paginateDescribeAutomationStepExecutions({ client, pageSize: 50 }, input)) {
      steps.push(...(page.StepExecutions ?? []));
    }
    return {
      status: execution?.AutomationExecutionStatus ?? 'Pending',
      ended: !isOpen(execution?.AutomationExecutionStatus),
      failure: execution?.FailureMessage ?? null,
      locations: steps.flatMap(locationOf),
    };
  });
}

function locationOf({
  TargetLocation,
  StepStatus,
  FailureMessage,
  Outputs = {},
}: StepExecution): AutomationState['locations'] {
  const [account] = TargetLocation?.Accounts ?? [];
  const [region] = TargetLocation?.Regions ?? [];
  if (!account || !region) return [];
  return [
    {
      location: `${account}/${region}`,
      status: StepStatus ?? 'Pending',
      ended: !isOpen(StepStatus ?? 'Pending'),
      failure: FailureMessage ?? null,
      childId: childIn(Object.values(Outputs).flat()),
    },
  ];
}

/** Whatever the output is called: an execution's id is the one UUID in it. */
const childIn = (outputs: string[]) =>
  outputs.map((text) => /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0]).find(Boolean) ?? null;

export function stopAutomation(clients: AwsClients, executionId: string): Promise<void> {
  return explained({ action: 'ssm:StopAutomationExecution', resource: executionId }, async () => {
    const { sdk, client } = await clients.ssm();
    await client.send(new sdk.StopAutomationExecutionCommand({ AutomationExecutionId: executionId, Type: 'Complete' }));
  });
}

/** The command that a location's own execution has sent, asked for there. */
export function commandOfAutomation(clients: AwsClients, childId: string): Promise<string | null> {
  return explained(EXECUTIONS, async () => {
    const { sdk, client } = await clients.ssm();
    const input = { AutomationExecutionId: childId };
    const { AutomationExecution } = await client.send(new sdk.GetAutomationExecutionCommand(input));
    const ids = (AutomationExecution?.StepExecutions ?? []).flatMap(({ Outputs = {} }) => Outputs['CommandId'] ?? []);
    return ids[0] ?? null;
  });
}
