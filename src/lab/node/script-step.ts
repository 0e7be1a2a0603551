import type { LabNode } from '../fleet.ts';
import { describeBody } from '../s3/describe-body.ts';
import type { Step } from '../ssm/command-store.ts';
import { outputKey } from '../ssm/output-key.ts';
import type { AgentTask, StepEnd } from './agent.ts';
import { isCutOff } from './cut-off.ts';
import type { ScriptResult } from './driver.ts';
import { stepTimeout } from './execution-timeout.ts';
import { lie } from './lies.ts';
import { cutForReply, summarise } from './output.ts';
import { RESTART, restartNode } from './restart-node.ts';

const PLUGIN = 'aws:runPowerShellScript';
/** Exit codes that mean something to the agent on Windows. */
const SUCCEED_AND_LEAVE = 168;
const FAIL_AND_LEAVE = 169;
/** The agent gives up on a step that asks for a restart again and again. */
const MOST_RUNS = 15;
/** Lab seconds that the fault `slow` adds to every script. */
const SLOW_SECONDS = 40;

type Inputs = Record<string, unknown>;

/** One aws:runPowerShellScript step: run, judge the exit code, upload the streams, cut the reply. */
export async function runScriptStep(task: AgentTask, name: string, inputs: Inputs): Promise<StepEnd> {
  const started = task.world.clock.now().toISOString();
  const result = await runUntilNoRestart(task, inputs);
  const { status, leave } = judge(result, inputs);
  const told = truth(task, result);
  const stderr =
    status === 'Failed' ? `${told.stderr}failed to run commands: exit status ${result.exitCode}` : told.stderr;
  upload(task, name, { uploaded: told.uploaded, stderr });
  const step: Step = {
    name,
    plugin: PLUGIN,
    status,
    details: status === 'TimedOut' ? 'ExecutionTimedOut' : status,
    responseCode: result.timedOut ? -1 : reportedCode(result.exitCode, inputs, status),
    started,
    finished: task.world.clock.now().toISOString(),
    stdout: cutForReply(told.stdout),
    stderr: cutForReply(stderr),
    output: summarise(told.stdout, stderr),
  };
  return { step, leave };
}

/** After a restart the same step runs again from its first line, and what it prints is added to what it printed before. */
async function runUntilNoRestart(task: AgentTask, inputs: Inputs): Promise<ScriptResult> {
  let all = await runOnce(task, inputs);
  for (let runs = 1; all.exitCode === RESTART && runs < MOST_RUNS && task.stillWanted(); runs++) {
    await restartNode(task);
    const next = await runOnce(task, inputs);
    all = { ...next, stdout: all.stdout + next.stdout, stderr: all.stderr + next.stderr };
  }
  return all;
}

async function runOnce(
  { world, command, node, execution, stillWanted }: AgentTask,
  inputs: Inputs,
): Promise<ScriptResult> {
  if (!isTextList(inputs['runCommand'])) return broken('cannot unmarshal runCommand: it must be a list of strings.');
  if (node.platform !== 'Windows') return broken('fork/exec /usr/bin/pwsh: no such file or directory');
  const script = `${inputs['runCommand'].join('\n')}\n`;
  if (world.faults.ofNode('failing-step', node.instanceId)) {
    await world.clock.sleep(2);
    return broken('The lab was told that this step fails.\n');
  }
  if (world.faults.ofNode('slow', node.instanceId)) await world.clock.sleep(SLOW_SECONDS);
  const commandId = command.association?.id ?? command.id;
  const env = environment(commandId, node, world.region);
  const result = await world.driver.run({
    node,
    commandId,
    ordinal: execution.ordinal,
    script,
    env,
    timeoutSeconds: stepTimeout(inputs['timeoutSeconds']),
    stillWanted,
  });
  if (!result.timedOut && stillWanted()) execution.worked = true;
  return result;
}

/** The variables that the agent adds for a script. For a run of an association the command's id is the association's. */
function environment(
  commandId: string,
  { instanceId, release = 2022 }: LabNode,
  region: string,
): Record<string, string> {
  return {
    SSM_COMMAND_ID: commandId,
    AWS_SSM_INSTANCE_ID: instanceId,
    AWS_SSM_REGION_NAME: region,
    AWS_SSM_PLATFORM_NAME: `Microsoft Windows Server ${release} Datacenter`,
    AWS_SSM_PLATFORM_VERSION: PLATFORM_VERSIONS[release] ?? '10.0',
  };
}

export const PLATFORM_VERSIONS: Record<number, string> = {
  2016: '10.0.14393',
  2019: '10.0.17763',
  2022: '10.0.20348',
  2025: '10.0.26100',
};

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((line) => typeof line === 'string');
}

function broken(stderr: string): ScriptResult {
  return { stdout: '', stderr, exitCode: 1, timedOut: false };
}

function judge(
  { exitCode, timedOut }: ScriptResult,
  { onFailure, onSuccess }: Inputs,
): { status: Step['status']; leave: boolean } {
  if (timedOut) return { status: 'TimedOut', leave: false };
  if (exitCode === SUCCEED_AND_LEAVE) return { status: 'Success', leave: true };
  if (exitCode === FAIL_AND_LEAVE) return { status: 'Failed', leave: true };
  if (exitCode === 0) return { status: 'Success', leave: onSuccess === 'exit' };
  if (onFailure === 'successAndExit') return { status: 'Success', leave: true };
  return { status: 'Failed', leave: onFailure === 'exit' };
}

function reportedCode(exitCode: number, { onFailure }: Inputs, status: Step['status']): number {
  return onFailure === 'successAndExit' && status === 'Success' && exitCode !== 0 ? SUCCEED_AND_LEAVE : exitCode;
}

interface Told {
  stdout: string;
  stderr: string;
  /** What goes to S3, where it differs from stdout. */
  uploaded: string;
}

/** What leaves the node: the output, or what its faults make of it. */
function truth({ world, node, execution }: AgentTask, { stdout, stderr }: ScriptResult): Told {
  const kind = world.faults.ofNode('lying-report', node.instanceId);
  const told = kind
    ? lie(stdout, kind, `${world.seed}${node.instanceId}${execution.ordinal}`)
    : { stdout, uploaded: stdout };
  if (!world.faults.ofNode('truncated-output', node.instanceId)) return { ...told, stderr };
  return { ...told, stderr, uploaded: told.uploaded.slice(0, Math.floor(told.uploaded.length / 2)) };
}

/** Streams go to S3 under the agent's own layout. An empty one makes no object, and a failed upload fails nothing. */
function upload(
  { world, command, node, execution }: AgentTask,
  name: string,
  { uploaded, stderr }: Pick<Told, 'uploaded' | 'stderr'>,
): void {
  const bucket = command.bucket === '' ? undefined : world.objects.bucket(command.bucket);
  const missing = world.faults.ofNode('missing-output', node.instanceId);
  const lost =
    world.faults.ofNode('no-s3-permission', node.instanceId) ||
    missing === true ||
    execution.ordinal < Number(missing ?? 0) ||
    isCutOff(world, execution);
  if (!bucket || lost) return;
  const keyOf = (stream: string) => outputKey(command, node.instanceId, { plugin: PLUGIN, name }, stream);
  const empty = world.faults.ofNode('empty-output', node.instanceId) !== undefined;
  const put = () => {
    for (const [stream, text] of Object.entries({ stdout: uploaded, stderr })) {
      const body = Buffer.from(empty ? '' : text);
      if (text.length > 0) bucket.write(keyOf(stream), body, describeBody(body, world.clock.now(), 'text/plain'));
    }
  };
  const late = world.faults.ofNode('late-output', node.instanceId);
  if (late) world.clock.after(late === true ? LATE_SECONDS : Number(late), put);
  else put();
}

/** How late the fault `late-output` is where it says nothing. */
const LATE_SECONDS = 10;
