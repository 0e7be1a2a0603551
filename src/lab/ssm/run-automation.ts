import { randomUUID } from 'node:crypto';
import type { SendCommandRequest } from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import type { Execution, ExecutionStep } from './automation-store.ts';
import { ENDED } from './command-store.ts';
import { contentOf, type DocumentContent } from './document-content.ts';
import { findDocument, findVersion } from './find-document.ts';
import { sendCommand } from './send-command.ts';

/** Lab seconds between two looks of Automation at what it waits for. */
const LOOK_SECONDS = 1;

/** Runs an execution's steps, each a child in its location: never more than TargetLocationMaxConcurrency, none after TargetLocationMaxErrors. */
export async function runOverLocations(world: World, execution: Execution): Promise<void> {
  for (const { TargetLocationMaxConcurrency = '1', TargetLocationMaxErrors = '0', ...target } of execution.locations) {
    const steps = execution.steps.filter(
      ({ targetLocation }) =>
        target.Accounts?.includes(targetLocation?.Accounts?.[0] ?? '') &&
        target.Regions?.includes(targetLocation?.Regions?.[0] ?? ''),
    );
    const queue = [...steps];
    const failed = () => steps.filter(({ status }) => status === 'Failed').length;
    const worker = async () => {
      for (let step = queue.shift(); step; step = queue.shift()) {
        if (execution.status === 'Cancelling' || failed() > shareOf(TargetLocationMaxErrors, steps.length)) {
          step.status = 'Cancelled';
        } else {
          await runChild(world, execution, step);
        }
      }
    };
    const most = Math.max(1, shareOf(TargetLocationMaxConcurrency, steps.length));
    await Promise.all(Array.from({ length: Math.min(most, steps.length) }, worker));
  }
  const wasStopped = execution.status === 'Cancelling';
  const failures = execution.steps.filter(({ status }) => status === 'Failed');
  execution.ended = world.clock.now();
  execution.status = wasStopped ? 'Cancelled' : failures.length > 0 ? 'Failed' : 'Success';
  if (failures.length > 0) execution.failure = `${failures.length} of ${execution.steps.length} steps failed.`;
}

function shareOf(text: string, whole: number): number {
  return text.endsWith('%') ? Math.floor((Number(text.slice(0, -1)) * whole) / 100) : Number(text);
}

/** A child runs the runbook in its own account and Region. Its id is the step's output, or there is a reason for none. */
async function runChild(world: World, parent: Execution, step: ExecutionStep): Promise<void> {
  step.status = 'InProgress';
  await world.clock.sleep(LOOK_SECONDS);
  try {
    const there = enter(world, step);
    const content = runbookThere(world, there, parent);
    const child = childOf(there, parent);
    there.automations.set(child.id, child);
    step.outputs = { AutomationExecutionId: [child.id] };
    await runSteps(there, child, content);
    step.status = child.status;
    if (child.failure !== undefined) step.failure = child.failure;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    step.status = 'Failed';
    step.failure = error.message;
  }
}

function enter(world: World, { targetLocation = {} }: ExecutionStep): World {
  const [account = ''] = targetLocation.Accounts ?? [];
  const [region = ''] = targetLocation.Regions ?? [];
  const there = world.at(`${account}/${region}`);
  const role = targetLocation.ExecutionRoleName ?? 'AWS-SystemsManager-AutomationExecutionRole';
  if (!there || world.faults.ofLocation('assume-denied', account, region)) {
    const arn = `arn:aws:iam::${account}:role/${role}`;
    throw new AwsError('Failed', `The execution role ${arn} in the target location is unable to be assumed.`);
  }
  return there;
}

/** The child looks for the runbook where it runs: shared with its account, in its Region. */
function runbookThere(world: World, there: World, { documentName }: Execution): DocumentContent {
  const arn = `arn:aws:ssm:${there.region}:${world.account}:document/${documentName}`;
  const document = findDocument(there, world.account === there.account ? documentName : arn);
  return contentOf(findVersion(document, {}));
}

const childOf = (there: World, parent: Execution): Execution => ({
  ...parent,
  id: randomUUID(),
  token: undefined,
  parent: parent.id,
  locations: [],
  started: there.clock.now(),
  status: 'InProgress',
  steps: [],
});

async function runSteps(
  there: World,
  child: Execution,
  { mainSteps, parameters = {} }: DocumentContent,
): Promise<void> {
  const values: Record<string, string> = { 'global:REGION': there.region, 'global:ACCOUNT_ID': there.account };
  for (const [name, { default: preset }] of Object.entries(parameters)) {
    values[name] = child.parameters[name]?.[0] ?? String(preset ?? '');
  }
  for (const { name, action, inputs = {} } of mainSteps) {
    const step: ExecutionStep = { id: randomUUID(), name, action, status: 'InProgress', outputs: {} };
    child.steps.push(step);
    await runCommandStep(there, step, filled(inputs, values) as SendCommandRequest).catch((error: unknown) => {
      if (!(error instanceof AwsError)) throw error;
      step.failure = `Step fails when it is Execute/Cancelling action. ${error.message}`;
      step.status = 'Failed';
    });
    if (step.status !== 'Success') break;
  }
  const failed = child.steps.find(({ status }) => status === 'Failed');
  child.status = failed ? 'Failed' : 'Success';
  child.ended = there.clock.now();
  if (failed?.failure !== undefined) child.failure = failed.failure;
}

/** `aws:runCommand` takes what SendCommand takes, and ends when the command has. */
async function runCommandStep(there: World, step: ExecutionStep, request: SendCommandRequest): Promise<void> {
  if (step.action !== 'aws:runCommand') {
    throw new AwsError('InvalidAction', `The lab's Automation has aws:runCommand only, not ${step.action}.`);
  }
  const parameters = Object.entries(request.Parameters ?? {}).map(([name, value]) => [name, [value].flat()]);
  const { Command } = sendCommand(there, { ...request, Parameters: Object.fromEntries(parameters) });
  const id = Command?.CommandId ?? '';
  step.outputs = { CommandId: [id] };
  const command = () => there.commands.get(id)?.command;
  while (!ENDED.has(command()?.status ?? 'Failed')) await there.clock.sleep(LOOK_SECONDS);
  const { status = 'Failed', details = '' } = command() ?? {};
  step.outputs = { ...step.outputs, Status: [status], ResponseCode: [status === 'Success' ? '0' : '1'] };
  step.status = status === 'Success' ? 'Success' : 'Failed';
  if (step.status === 'Failed') step.failure = `Command ${id} ended with ${details || status}.`;
}

/** Parameters and system variables in texts, however deep. */
function filled(value: unknown, values: Record<string, string>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\{\{\s*([\w:]+)\s*\}\}/g, (whole, name: string) => values[name] ?? whole);
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, values)]));
}
