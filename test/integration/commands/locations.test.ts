import { deepEqual, equal, match } from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLab, pause } from '../lab/clients.ts';
import { FAST_LAB, refuses, resultOf, start, tempFolder, winharden } from './winharden.ts';

const TAG = ['--tag', 'eks:nodegroup=windows-ng'];
const REGIONS = ['--region', 'eu-central-1,us-east-1'];
const ACCOUNTS = ['--account', '123456789012', '--account', '210987654321', '--role-name', 'winharden'];
const ALL = [...REGIONS, ...ACCOUNTS];

interface Run {
  runId: string;
  folder: string;
  where?: { regions: string[]; accounts: string[]; roleName: string };
  waves: { nodes: string[]; canary: boolean; commandIds: string[] }[];
  nodes: { outcomes: { instanceId: string; location?: string; outcome: string; changes: number }[] };
}

describe('a run over accounts and Regions', function () {
  this.timeout(180_000);
  const home = tempFolder();
  after(home.remove);
  const folder = join(home.path, 'lab');
  const env = { ...FAST_LAB, WINHARDEN_LAB_NODES: '8' };
  const run = (...args: string[]) => winharden([...args, '--lab', folder], home.path, env);
  let applied: Run;

  it('is one, with one canary and each node where it is', async () => {
    const ended = await run('apply', '--baseline', 'eks-node', ...TAG, ...ALL, '--yes', '--json');
    applied = resultOf<Run>(ended, 'run-result');
    const locations = applied.nodes.outcomes.map(({ location }) => location);
    deepEqual(
      new Set(locations),
      new Set(
        ['123456789012', '210987654321'].flatMap((account) =>
          ['eu-central-1', 'us-east-1'].map((region) => `${account}/${region}`),
        ),
      ),
    );
    deepEqual(new Set(applied.nodes.outcomes.map(({ outcome }) => outcome)), new Set(['Remediated']));
    deepEqual(applied.waves.map(({ canary }) => canary).filter(Boolean), [true]);
    equal(applied.where?.roleName, 'winharden');
  });

  it('is shown with its locations, as text, page and spreadsheet', async () => {
    const { runId } = applied;
    match((await run('run', 'show', runId)).stdout, /node +location +name[\s\S]*210987654321\/us-east-1/);
    const csv = (await run('run', 'show', runId, '--format', 'csv')).stdout;
    match(csv, /^instanceId,[^\r]*,location\r\n[\s\S]*,210987654321\/us-east-1\r\n/);
    match(readFileSync(join(applied.folder, 'report.html'), 'utf8'), /210987654321\/us-east-1/);
    resultOf(await run('run', 'show', runId, '--json'), 'run-show-result');
  });

  it('is rolled back where it was, without being told', async () => {
    const ended = await run('rollback', '--run', applied.runId, '--yes', '--json');
    const back = resultOf<Run>(ended, 'run-result');
    deepEqual(
      back.nodes.outcomes.map(({ location }) => location).sort(),
      applied.nodes.outcomes.map(({ location }) => location).sort(),
    );
    deepEqual(new Set(back.nodes.outcomes.map(({ changes }) => changes > 0)), new Set([true]));
  });

  it('goes over one of its Regions when told so', async () => {
    const audit = await run('audit', '--baseline', 'eks-node', ...TAG, '--region', 'us-east-1', ...ACCOUNTS, '--json');
    const { nodes } = resultOf<Run>(audit, 'run-result', 3);
    deepEqual(new Set(nodes.outcomes.map(({ location }) => location?.split('/')[1])), new Set(['us-east-1']));
  });

  it('names every location that cannot be used before anything is sent', async () => {
    const faults = {
      ...env,
      WINHARDEN_LAB_FAULTS: 'assume-denied=210987654321;region-not-enabled=123456789012/us-east-1',
    };
    await refuses(['audit', '--baseline', 'eks-node', ...TAG, ...ALL, '--lab'], home.path, faults, {
      exit: 1,
      code: 'LocationsFailed',
      message:
        /3 of 4 locations cannot be used: 123456789012\/us-east-1: the Region is not enabled.*; 210987654321\/eu-central-1, 210987654321\/us-east-1: you may not call sts:AssumeRole/,
      next: /enable-region[\s\S]*trust you/,
    });
  });

  it('refuses flags that do not go together', async () => {
    const bad = ['audit', '--baseline', 'eks-node', ...TAG, '--lab'];
    await refuses([...bad, '--account', '12', '--role-name', 'x'], home.path, env, {
      exit: 2,
      code: 'InvalidAccount',
      message: /"12" is not the id of an AWS account/,
      next: /twelve digits/,
    });
    const alone = await winharden([...bad, '--account', '123456789012'], home.path, env);
    equal(alone.code, 2);
    match(alone.stderr, /--role-name/);
  });
});

describe('a run over accounts and Regions that was killed', function () {
  this.timeout(120_000);
  const REGIONS_OF_TWO = ['123456789012', '210987654321'].flatMap((account) =>
    ['eu-central-1', 'us-east-1'].map((region) => `${account}/${region}`),
  );

  for (const [how, records, flags] of [
    ['wave by wave', 6, []],
    ['by Automation', 4, ['--via', 'automation']],
  ] as const) {
    it(`goes on where it was, ${how}, and sends nothing twice`, async () => {
      const { lab } = await openLab({ nodes: 6, speed: 20, locations: REGIONS_OF_TWO });
      const home = tempFolder();
      try {
        const env = { ...lab.env, WINHARDEN_BUCKET: lab.bucket, WINHARDEN_POLL_INTERVAL: '1' };
        const runs = join(home.path, '.winharden', 'runs');
        const journal = () => {
          const [id = ''] = existsSync(runs) ? readdirSync(runs) : [];
          const file = join(runs, id, 'journal.jsonl');
          return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
        };
        const named = ['--tag', 'eks:nodegroup-name=windows-ng', ...ALL, ...flags];
        const child = start(['apply', '--baseline', 'eks-node', ...named, '--yes'], home.path, env);
        const gone = new Promise((resolve) => child.once('close', resolve));
        while (journal() < records && child.exitCode === null) await pause(2);
        child.kill('SIGKILL');
        await gone;
        const [id = ''] = readdirSync(runs);
        const { nodes, waves } = resultOf<Run>(
          await winharden(['run', 'resume', id, '--json'], home.path, env),
          'run-result',
        );
        deepEqual(new Set(nodes.outcomes.map(({ outcome }) => outcome)), new Set(['Remediated']));
        equal(new Set(nodes.outcomes.map(({ location }) => location)).size, 4);
        const commands = waves.flatMap(({ commandIds }) => commandIds);
        equal(new Set(commands).size, commands.length);
        deepEqual(new Set(nodes.outcomes.map(({ changes }) => changes > 0)), new Set([true]));
      } finally {
        await lab.close();
        home.remove();
      }
    });
  }
});
