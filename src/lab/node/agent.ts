import type { LabNode } from '../fleet.ts';
import type { Command, Invocation, Step } from '../ssm/command-store.ts';
import { contentOf, type DocumentContent, type Step as DocumentStep } from '../ssm/document-content.ts';
import { findDocument, findVersion } from '../ssm/find-document.ts';
import type { World } from '../world.ts';
import type { Execution } from './executions.ts';
import { resolve } from './parameters.ts';
import { judgePrecondition } from './precondition.ts';
import { runScriptStep } from './script-step.ts';

export interface AgentTask {
  world: World;
  command: Command;
  node: LabNode;
  execution: Execution;
  stillWanted(): boolean;
}

/** How a step ended, and whether the steps after it are skipped. */
export interface StepEnd {
  step: Step;
  leave: boolean;
}

/** Runs a command's document on a node as the SSM agent does (BEHAVIOUR.md, "The node"). */
export async function runDocument(task: AgentTask): Promise<Pick<Invocation, 'status' | 'details' | 'steps'>> {
  const content = contentFor(task);
  const steps: Step[] = [];
  let leave = false;
  for (const [index, step] of content.mainSteps.entries()) {
    const final = index === content.mainSteps.length - 1 && String(step.inputs?.['finallyStep']) === 'true';
    const end: StepEnd =
      leave && !final ? skipped(task, step, 'a step before it ended the document') : await runStep(task, content, step);
    steps.push(end.step);
    leave ||= end.leave;
    if (!task.stillWanted()) break;
  }
  return { ...aggregate(steps), steps };
}

function contentFor({ world, command }: AgentTask): DocumentContent {
  const version = findVersion(findDocument(world, command.documentName), { version: command.documentVersion });
  return contentOf(version);
}

async function runStep(task: AgentTask, content: DocumentContent, step: DocumentStep): Promise<StepEnd> {
  const { precondition, inputs = {} } = resolve(
    { precondition: step.precondition, inputs: step.inputs },
    content,
    task.command.parameters,
  );
  const verdict = judgePrecondition(step, precondition, task.node);
  if (verdict === 'skip')
    return skipped(task, step, `unsatisfied preconditions: '${JSON.stringify(step.precondition)}'`);
  if (verdict !== 'run') return failed(task, step, verdict.failed);
  if (step.action === 'aws:runPowerShellScript') return runScriptStep(task, step.name, inputs);
  if (step.action === 'aws:runShellScript') return runShell(task, step);
  return failed(
    task,
    step,
    `Plugin with name ${step.action} is not supported by this version of ssm agent, please update to latest version. Step name: ${step.name}`,
  );
}

/** Windows agents know the plugin and have no handler for it; the lab's Linux node has no shell to offer. */
function runShell(task: AgentTask, step: DocumentStep): StepEnd {
  if (task.node.platform === 'Windows') return skipped(task, step, 'incompatible platform');
  return failed(task, step, 'The Linux nodes of the lab run no shell scripts.');
}

function skipped(task: AgentTask, step: DocumentStep, why: string): StepEnd {
  const output = `Step execution skipped due to ${why}. Step name: ${step.name}`;
  return {
    step: { ...plainStep(task, step), status: 'Success', details: 'Success', responseCode: 0, output },
    leave: false,
  };
}

function failed(task: AgentTask, step: DocumentStep, why: string): StepEnd {
  return { step: { ...plainStep(task, step), stderr: why, output: why }, leave: step.inputs?.['onFailure'] === 'exit' };
}

function plainStep({ world }: AgentTask, { name, action }: DocumentStep): Step {
  const now = world.clock.now().toISOString();
  const base = { name, plugin: action, started: now, finished: now, stdout: '', stderr: '', output: '' };
  return { ...base, status: 'Failed', details: 'Failed', responseCode: 1 };
}

/** The agent's order of precedence: Failed, then timed out, then success. */
function aggregate(steps: Step[]): Pick<Invocation, 'status' | 'details'> {
  const worst = steps.find(({ status }) => status === 'Failed') ?? steps.find(({ status }) => status === 'TimedOut');
  return worst ? { status: worst.status, details: worst.details } : { status: 'Success', details: 'Success' };
}
