import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListCommandInvocationsCommand, paginateListCommands, SSMClient } from '@aws-sdk/client-ssm';
import { type Lab, startLab } from '../../src/lab/index.ts';
import type { Benchmark } from './bench.ts';
import { round } from './measure.ts';

const NODES = 200;
const CONCURRENCY = 50;

interface Answer {
  result: { aws: { calls: Record<string, number> }; nodes: { outcomes: { outcome: string }[] } };
}

/** A run over model nodes: what the orchestration costs beside the nodes' own time. The CLI is a process of its own. */
export const fleet: Benchmark = {
  name: 'fleet',
  async run() {
    const lab = await startLab({ nodes: NODES, driver: 'model', seed: 1 });
    const folder = mkdtempSync(join(tmpdir(), 'winharden-bench-'));
    try {
      const { seconds, peak, answer } = await applyTo(lab, folder);
      const entries = Object.entries(answer.result.aws.calls);
      const calls = sum(entries.map(([, n]) => n));
      const perNode = sum(entries.filter(([name]) => name.startsWith('s3:')).map(([, n]) => n));
      const times = await timesOf(lab);
      const ideal = (sum(times.nodes) / times.nodes.length) * Math.ceil(NODES / CONCURRENCY);
      const done = answer.result.nodes.outcomes.filter(({ outcome }) => ['Compliant', 'Remediated'].includes(outcome));
      return {
        nodes: NODES,
        'nodes as wanted': done.length,
        concurrency: CONCURRENCY,
        'wall time, s': round(seconds),
        'ideal, s (mean node time x batches)': round(ideal),
        'wall, times the ideal': round(seconds / ideal),
        'from request to last node, by SSM, s': round(sum(times.commands)),
        'wall, times that': round(seconds / sum(times.commands)),
        'AWS calls per node': round(calls / NODES),
        'of these to S3': round(perNode / NODES),
        'AWS calls to SSM and EC2 in all': calls - perNode,
        'peak memory of the CLI, MiB': Math.round(peak),
      };
    } finally {
      await lab.close();
      rmSync(folder, { recursive: true });
    }
  },
};

async function applyTo(lab: Lab, home: string): Promise<{ seconds: number; peak: number; answer: Answer }> {
  const peakFile = join(home, 'peak');
  const flags = [
    '--baseline',
    'cis-l1',
    '--tag',
    'eks:nodegroup=windows-ng',
    '--bucket',
    lab.bucket,
    '--yes',
    '--json',
  ];
  const waves = ['--canary', '0', '--wave-size', `${CONCURRENCY}`, '--max-concurrency', `${CONCURRENCY}`];
  const args = ['--import', './test/bench/peak-memory.mjs', 'bin/run.js', 'apply', ...flags, ...waves, '--quiet'];
  const env = { ...process.env, ...lab.env, WINHARDEN_HOME: home, PEAK_MEMORY_FILE: peakFile };
  const started = performance.now();
  const stdout = await output(args, env);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, peak: Number(readFileSync(peakFile, 'utf8')), answer: JSON.parse(stdout) };
}

function output(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    child.on('error', reject).on('close', () => resolve(text));
  });
}

/** What SSM tells: the seconds that each node took, and from each request to the end of its last node. */
async function timesOf({ endpoint, env }: Lab): Promise<{ nodes: number[]; commands: number[] }> {
  const credentials = { accessKeyId: `${env['AWS_ACCESS_KEY_ID']}`, secretAccessKey: 'none' };
  const client = new SSMClient({ endpoint, region: `${env['AWS_REGION']}`, credentials });
  const times = { nodes: [] as number[], commands: [] as number[] };
  for await (const { Commands = [] } of paginateListCommands({ client }, {})) {
    for (const { CommandId, RequestedDateTime } of Commands) {
      const steps = await stepsOf(client, `${CommandId}`);
      times.nodes.push(...steps.map(({ start, end }) => end - start));
      times.commands.push(Math.max(...steps.map(({ end }) => end)) - Number(RequestedDateTime) / 1000);
    }
  }
  client.destroy();
  return times;
}

async function stepsOf(client: SSMClient, CommandId: string): Promise<{ start: number; end: number }[]> {
  const answer = await client.send(new ListCommandInvocationsCommand({ CommandId, Details: true, MaxResults: 50 }));
  return (answer.CommandInvocations ?? []).flatMap(({ CommandPlugins = [] }) =>
    CommandPlugins.map(({ ResponseStartDateTime, ResponseFinishDateTime }) => ({
      start: Number(ResponseStartDateTime) / 1000,
      end: Number(ResponseFinishDateTime) / 1000,
    })),
  );
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
