import { randomUUID } from 'node:crypto';
import type {
  StartAutomationExecutionRequest,
  StartAutomationExecutionResult,
  StopAutomationExecutionRequest,
  StopAutomationExecutionResult,
  TargetLocation,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { type Execution, type ExecutionStep, OPEN } from './automation-store.ts';
import { contentOf } from './document-content.ts';
import { checkParameters } from './document-parameters.ts';
import { findDocument, findVersion } from './find-document.ts';
import { runOverLocations } from './run-automation.ts';

/** Starts a runbook over accounts and Regions; the lab's Automation has no other use. The same ClientToken is the same execution. */
export function startAutomation(world: World, input: StartAutomationExecutionRequest): StartAutomationExecutionResult {
  const again = [...world.automations.values()].find(({ token }) => token !== undefined && token === input.ClientToken);
  if (again) return { AutomationExecutionId: again.id };
  const document = findRunbook(world, input.DocumentName ?? '');
  const version = findVersion(document, { version: input.DocumentVersion });
  const parameters = input.Parameters ?? {};
  checkParameters(contentOf(version), parameters);
  const locations = input.TargetLocations ?? [];
  if (locations.length === 0 || input.Targets || input.TargetMaps) {
    throw new AwsError(
      'ValidationException',
      'The lab runs automations with TargetLocations and without Targets only.',
    );
  }
  const execution: Execution = {
    id: randomUUID(),
    documentName: document.name,
    documentVersion: version.version,
    parameters,
    token: input.ClientToken,
    parent: undefined,
    locations,
    executedBy: `arn:aws:iam::${world.account}:user/lab`,
    started: world.clock.now(),
    status: 'InProgress',
    steps: locations.flatMap(stepsOf),
  };
  world.automations.set(execution.id, execution);
  void runOverLocations(world, execution);
  return { AutomationExecutionId: execution.id };
}

function findRunbook(world: World, name: string) {
  const document = findDocument(world, name, 'AutomationDefinitionNotFoundException');
  if (document.type === 'Automation') return document;
  throw new AwsError('AutomationDefinitionNotFoundException', `Document ${name} is not of type Automation.`);
}

/** One step for each account and Region, as the service shows an execution over several. */
function stepsOf({ Accounts = [], Regions = [], ...rest }: TargetLocation): ExecutionStep[] {
  return Accounts.flatMap((account) =>
    Regions.map((region) => ({
      id: randomUUID(),
      name: `${account}_${region}`,
      action: 'aws:executeAutomation',
      status: 'Pending' as const,
      outputs: {},
      targetLocation: { ...rest, Accounts: [account], Regions: [region] },
    })),
  );
}

/** What waits is not begun; what runs goes on to its end (`Complete`) or is not waited for (`Cancel`). */
export function stopAutomation(world: World, input: StopAutomationExecutionRequest): StopAutomationExecutionResult {
  const execution = world.automations.get(input.AutomationExecutionId ?? '');
  if (!execution) throw notThere(input.AutomationExecutionId);
  if (!OPEN.has(execution.status)) {
    throw new AwsError('InvalidAutomationStatusUpdateException', `Execution ${execution.id} is ${execution.status}.`);
  }
  execution.status = 'Cancelling';
  return {};
}

export const notThere = (id: string | undefined) =>
  new AwsError('AutomationExecutionNotFoundException', `Automation execution ${id} does not exist.`);
