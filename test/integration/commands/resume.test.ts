import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paginateListCommands } from '@aws-sdk/client-ssm';
import type { RunResult } from '../../../src/core/results/model.ts';
import { type LabUnderTest, openLab, pause } from '../lab/clients.ts';
import { refuses, resultOf, start, tempFolder, winharden } from './winharden.ts';

const APPLY = ['apply', '--baseline', 'eks-node', '--tag', 'eks:nodegroup=windows-ng', '--wave-size', '3', '--yes'];
const NODES = 6;

/** A lab of its own, a home of its own, and the program in processes of their own. */
async function place(speed = 20) {
  const world: LabUnderTest = await openLab({ nodes: NODES, speed });
  const home = tempFolder();
  const env = { ...world.lab.env, WINHARDEN_BUCKET: world.lab.bucket, WINHARDEN_POLL_INTERVAL: '1' };
  const runs = join(home.path, '.winharden', 'runs');
  return {
    env,
    home: home.path,
    begin: (...args: string[]) => start(args, home.path, env),
    run: (...args: string[]) => winharden(args, home.path, env),
    runId: () => readdirSync(runs)[0] ?? '',
    journal: () => {
      const [id] = existsSync(runs) ? readdirSync(runs) : [];
      const file = join(runs, id ?? '', 'journal.jsonl');
      return id && existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').filter(Boolean) : [];
    },
    /** How many commands of the run each node has got, from the lab. */
    commandsPerNode: async (runId: string) => {
      const counts: Record<string, number> = {};
      for await (const { Commands = [] } of paginateListCommands({ client: world.ssm }, {})) {
        for (const { Comment = '', InstanceIds = [] } of Commands) {
          if (Comment.includes(runId)) for (const id of InstanceIds) counts[id] = (counts[id] ?? 0) + 1;
        }
      }
      return counts;
    },
    locks: async () => {
      const { GetObjectCommand } = await import('@aws-sdk/client-s3');
      const object = { Bucket: world.lab.bucket, Key: 'winharden/locks.json' };
      const { Body } = await world.s3.send(new GetObjectCommand(object));
      return JSON.parse((await Body?.transformToString()) ?? '').runs as { runId: string }[];
    },
    close: async () => {
      await world.lab.close();
      home.remove();
    },
  };
}

type Place = Awaited<ReturnType<typeof place>>;

/** Begins an apply and signals it as soon as its journal has so many records. */
async function leftAt({ begin, journal }: Place, records: number, signal: 'SIGKILL' | 'SIGINT') {
  const child = begin(...APPLY);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  while (journal().length < records && child.exitCode === null) await pause(2);
  child.kill(signal);
  return { code: await ended, stderr };
}

const comparable = ({ nodes, waves, controls, score }: RunResult) => ({
  nodes: nodes.outcomes.map(({ report: _, ...node }) => node),
  waves: waves.map(({ number, nodes: ids, outcome }) => ({ number, ids, outcome })),
  controls,
  score,
});

describe('run resume and run cancel', function () {
  this.timeout(120_000);
  const places: Place[] = [];
  const newPlace = async (speed?: number) => {
    const made = await place(speed);
    places.push(made);
    return made;
  };
  after(() => Promise.all(places.map(({ close }) => close())));
  let wanted: ReturnType<typeof comparable>;
  let code: number;

  before(async () => {
    const { run } = await newPlace();
    const ended = await run(...APPLY, '--json');
    code = ended.code ?? -1;
    wanted = comparable(resultOf<RunResult>(ended, 'run-result', code));
  });

  for (const records of [4, 5, 8, 11]) {
    it(`end as an undisturbed run after kill -9 at ${records} records of the journal`, async () => {
      const there = await newPlace();
      await leftAt(there, records, 'SIGKILL');
      const runId = there.runId();
      const shown = await there.run('run', 'list', '--json');
      equal(resultOf<{ runs: { state: string }[] }>(shown, 'run-list-result').runs[0]?.state, 'inProgress');
      const result = resultOf<RunResult>(await there.run('run', 'resume', runId, '--json'), 'run-result', code);
      equal(result.state, 'finished');
      deepEqual(comparable(result), wanted);
      const counts = await there.commandsPerNode(runId);
      deepEqual(Object.values(counts), Array(NODES).fill(1));
      deepEqual(await there.locks(), []);
      const again = await there.run('run', 'resume', runId);
      equal(again.code, code);
      match(again.stderr, /nothing was left to do: the run had ended before \(finished\)/);
    });
  }

  it('a run that is under way cannot be taken up by another process', async () => {
    const there = await newPlace(0.1);
    const child = there.begin(...APPLY);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    while (there.journal().length < 4) await pause(2);
    await refuses(['run', 'resume', there.runId()], there.home, there.env, {
      exit: 1,
      code: 'RunBusy',
      message: /this run is under way: process \d+ on /,
      next: /Ctrl-C there/,
    });
    child.kill('SIGKILL');
    await ended;
  });

  it('Ctrl-C names both, and cancel stops what is at work', async () => {
    const there = await newPlace(2);
    const { code: left, stderr } = await leftAt(there, 8, 'SIGINT');
    const runId = there.runId();
    equal(left, 130);
    match(stderr, new RegExp(`winharden run resume ${runId}\`\n.*winharden run cancel ${runId}\``));
    const ended = await there.run('run', 'cancel', runId, '--json');
    const { state, nodes } = resultOf<RunResult>(ended, 'run-result', ended.code ?? -1);
    equal(state, 'cancelled');
    ok(nodes.outcomes.some(({ outcome }) => outcome === 'NotSent'));
    const sent = nodes.outcomes.filter(({ outcome }) => outcome !== 'NotSent').map(({ instanceId }) => instanceId);
    deepEqual(Object.keys(await there.commandsPerNode(runId)).sort(), sent.sort());
    deepEqual(await there.locks(), []);
  });

  it('a second operator is told who works on the same nodes, since when and in which run', async () => {
    const there = await newPlace();
    await leftAt(there, 6, 'SIGKILL');
    const other = tempFolder();
    const only = ['apply', '--baseline', 'cis-l1', '--instance-id', 'i-0', '--yes'];
    const [id = ''] = Object.keys(await there.commandsPerNode(there.runId()));
    only[4] = id;
    try {
      const refused = await winharden([...only, '--json'], other.path, there.env);
      equal(refused.code, 1, refused.stderr);
      const { error } = JSON.parse(refused.stdout);
      equal(error.code, 'NodesInUse');
      const run = `the run ${there.runId()} \\(apply\\) of arn:\\S+`;
      match(
        error.message,
        new RegExp(`^nothing was sent to these nodes: ${run} works on ${id} since 20\\S+, and holds them until 20`),
      );
      match(error.suggestions.join(), /winharden run cancel .*--no-lock/);
      const audit = await winharden(['audit', ...only.slice(1, -1)], other.path, there.env);
      match(audit.stderr, /works on .* so that this audit may find what is half done/);
      const forced = await winharden([...only, '--no-lock', '--dry-run'], other.path, there.env);
      equal(forced.code, 0, forced.stderr);
    } finally {
      other.remove();
    }
  });

  it('another account or Region is refused', async () => {
    const there = await newPlace();
    await leftAt(there, 4, 'SIGKILL');
    const refused = await there.run('run', 'resume', there.runId(), '--region', 'us-east-1');
    equal(refused.code, 2);
    match(refused.stderr, /in eu-central-1, and you are in account \d+ in us-east-1\n {2}→ --region eu-central-1/);
  });
});
