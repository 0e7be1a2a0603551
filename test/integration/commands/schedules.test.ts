import { deepEqual, equal, match } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

interface Change {
  name: string;
  action: string;
  id: string | null;
  started: boolean;
  nextRuns: string[];
  differences: { what: string; from: string | null; to: string | null }[];
  content: { expression: string; targets: { key: string; values: string[] }[]; document: { version: string } } | null;
}
interface Changes {
  state: string;
  changes: Change[];
}
interface Collected {
  runId: string;
  schedule: string;
  state: string;
}
interface Shown {
  settings: { what: string; to: string }[];
  tags: Record<string, string>;
  runs: { status: string; counts: string }[];
  nextRuns: string[];
  targets: string;
}

describe('schedule', function () {
  this.timeout(60_000);
  const home = tempFolder();
  const lab = ['--lab', join(home.path, 'lab')];
  after(() => home.remove());

  const what = ['--baseline', 'eks-node', '--tag', 'eks:nodegroup=windows-ng'];
  const run = (args: string[], json = true) =>
    winharden(['schedule', ...args, ...lab, ...(json ? ['--json'] : [])], home.path, FAST_LAB);
  const changed = async (...args: string[]) => {
    const result = resultOf<Changes>(await run([...args, '--yes']), 'schedule-change-result');
    equal(result.state, 'done');
    return result.changes;
  };
  const listed = async () =>
    resultOf<{ schedules: { name: string; status: string }[] }>(await run(['list']), 'schedule-list-result').schedules;
  const shown = async (name: string) => resultOf<Shown>(await run(['show', name]), 'schedule-show-result');
  const setting = ({ settings }: Shown, name: string) => settings.find(({ what: each }) => each === name)?.to;

  it('is made once, shown with its next runs, changed only where asked, started and deleted', async () => {
    const create = ['create', 'nightly', ...what, '--cron', '0 2 * * ? *', '--severity', 'HIGH'];
    const [made] = await changed(...create);
    equal(made?.action, 'create');
    equal(made?.nextRuns.length, 5);
    deepEqual(made?.content?.targets, [{ key: 'tag:eks:nodegroup-name', values: ['windows-ng'] }]);
    const [again] = await changed(...create);
    deepEqual([again?.action, again?.id], ['unchanged', made?.id]);
    deepEqual(
      (await listed()).map(({ name }) => name),
      ['nightly'],
    );

    const [updated] = await changed('update', 'nightly', '--cron', 'cron(0 4 ? * SUN *)');
    deepEqual(updated?.differences, [{ what: 'schedule', from: 'cron(0 2 * * ? *)', to: 'cron(0 4 ? * SUN *)' }]);
    const after = await shown('nightly');
    deepEqual(
      ['severity', 'max concurrency', 'max errors', 'reports', 'document version'].map((name) => setting(after, name)),
      ['HIGH', '10%', '0', 's3://winharden-lab/winharden', '1'],
    );
    deepEqual([after.tags['winharden:operation'], after.tags['winharden:baseline']], ['audit', 'eks-node']);
    deepEqual(after.runs, []);
    equal(new Date(after.nextRuns[0] ?? '').getUTCDay(), 0);

    resultOf(await run(['run-now', 'nightly', '--yes']), 'schedule-run-now-result');
    equal((await shown('nightly')).runs.length, 1);

    const collect = async () =>
      resultOf<{ runs: Collected[] }>(await run(['collect', 'nightly']), 'schedule-collect-result').runs;
    let collected = await collect();
    while (collected[0]?.state === 'underWay') collected = await collect();
    deepEqual(
      collected.map(({ state, schedule }) => [state, schedule]),
      [['new', 'nightly']],
    );
    const kept = await winharden(['run', 'list', ...lab, '--json'], home.path);
    const { runs } = resultOf<{ runs: { runId: string; schedule: string }[] }>(kept, 'run-list-result');
    deepEqual([runs[0]?.runId, runs[0]?.schedule], [collected[0]?.runId, 'nightly']);
    const id = runs[0]?.runId ?? '';
    resultOf(await winharden(['run', 'show', id, ...lab, '--json'], home.path), 'run-show-result');
    match((await winharden(['run', 'show', id, ...lab], home.path)).stdout, /by the schedule nightly/);
    match((await winharden(['run', 'list', ...lab], home.path)).stdout, /schedule .*\n.*nightly/);
    match((await run(['collect'], false)).stdout, /nightly .* known/);
    const resumed = await winharden(['run', 'resume', id, ...lab, '--json'], home.path, FAST_LAB);
    equal(JSON.parse(resumed.stdout).error.code, 'ScheduledRun');

    const [deleted] = await changed('delete', 'nightly');
    deepEqual([deleted?.action, deleted?.id], ['delete', null]);
    deepEqual(await listed(), []);
  });

  it('tells people what it will do, in UTC and in local time', async () => {
    const env = { ...FAST_LAB, TZ: 'Asia/Tokyo' };
    const args = ['schedule', 'create', 'weekly', ...what, '--cron', '30 1 ? * MON *', '--dry-run', ...lab];
    const { code, stdout, stderr } = await winharden(args, home.path, env);
    equal(code, 0, stderr);
    match(stderr, /New schedule weekly/);
    equal(stderr.match(/Mon \d{4}-\d\d-\d\d 01:30 UTC {3}Mon \d{4}-\d\d-\d\d 10:30 GMT\+9/g)?.length, 5);
    match(stdout, /dry run/);
    deepEqual(await listed(), []);
  });

  it('keeps a set of schedules as a file has it', async () => {
    const file = join(home.path, 'schedules.yaml');
    const defaults = 'defaults: { baseline: eks-node, tags: { eks:nodegroup: windows-ng } }\n';
    writeFileSync(
      file,
      `${defaults}schedules:\n  - { name: a, cron: 0 2 * * ? * }\n  - { name: b, operation: apply, rate: 7 days }\n`,
    );
    const actions = async (...flags: string[]) =>
      (await changed('apply', file, ...flags)).map(({ name, action }) => `${action} ${name}`);
    deepEqual(await actions(), ['create a', 'create b']);
    deepEqual(await actions('--prune'), ['unchanged a', 'unchanged b']);
    writeFileSync(file, `${defaults}schedules:\n  - { name: a, cron: 0 3 * * ? *, maxErrors: 2 }\n`);
    deepEqual(await actions(), ['update a']);
    const dry = resultOf<Changes>(await run(['apply', file, '--prune', '--dry-run']), 'schedule-change-result');
    deepEqual([dry.state, dry.changes.map(({ action }) => action)], ['dryRun', ['unchanged', 'delete']]);
    deepEqual(
      (await listed()).map(({ name }) => name),
      ['a', 'b'],
    );
    deepEqual(await actions('--prune'), ['unchanged a', 'delete b']);
    deepEqual(
      (await listed()).map(({ name }) => name),
      ['a'],
    );
    await changed('delete', 'a');
  });

  const refused: [name: string, args: string[], exit: number, code: string, message: RegExp, next: RegExp][] = [
    [
      'a crontab of five fields',
      ['create', 'x', ...what, '--cron', '0 2 * * 0', '--yes'],
      2,
      'InvalidSchedule',
      /needs six/,
      /cron\(0 2 \? \* SUN \*\)/,
    ],
    [
      'a wrong plural',
      ['create', 'x', ...what, '--rate', '1 days', '--yes'],
      2,
      'InvalidSchedule',
      /after 1/,
      /rate\(1 day\)/,
    ],
    ['no time', ['create', 'x', ...what, '--yes'], 2, 'NoScheduleTime', /when it runs/, /--cron/],
    [
      'two times',
      ['create', 'x', ...what, '--rate', '1 day', '--at', '2027-01-01T00:00:00', '--yes'],
      2,
      'UsageError',
      /--at/,
      /--help/,
    ],
    [
      'a name that cannot be',
      ['create', 'a b', ...what, '--rate', '1 day', '--yes'],
      2,
      'InvalidScheduleName',
      /"a b"/,
      /letters/,
    ],
    [
      'no nodes named',
      ['create', 'x', '--baseline', 'eks-node', '--rate', '1 day', '--yes'],
      2,
      'NoSelector',
      /no nodes/,
      /--tag/,
    ],
    [
      'no node that matches',
      ['create', 'x', '--baseline', 'eks-node', '--tag', 'env=mars', '--rate', '1 day', '--yes'],
      2,
      'DangerNotConfirmed',
      /matches no node/,
      /--confirm no-nodes/,
    ],
    [
      'the whole account',
      ['create', 'x', '--baseline', 'eks-node', '--all-nodes', '--rate', '1 day', '--yes'],
      2,
      'DangerNotConfirmed',
      /every managed node/,
      /--confirm whole-account/,
    ],
    [
      'domain controllers',
      ['create', 'x', ...what, '--operation', 'apply', '--allow-dc', '--rate', '1 day', '--yes'],
      2,
      'DangerNotConfirmed',
      /domain controllers/,
      /--confirm domain-controllers/,
    ],
    [
      'a bucket that is not there',
      ['create', 'x', ...what, '--rate', '1 day', '--bucket', 'no-such-bucket', '--yes'],
      1,
      'NoSuchBucket',
      /no-such-bucket/,
      /--bucket/,
    ],
    ['an unknown schedule to collect', ['collect', 'x'], 1, 'NoSuchSchedule', /"x"/, /schedule list/],
    ['a day that is none', ['collect', '--since', 'soon'], 2, 'InvalidSince', /"soon"/, /2027-01-31/],
    ['an unknown schedule', ['show', 'x'], 1, 'NoSuchSchedule', /"x"/, /schedule list/],
    [
      'policy without a baseline',
      ['update', 'x', '--operation', 'apply', '--yes'],
      2,
      'BaselineNeeded',
      /--operation/,
      /--baseline/,
    ],
    ['nobody to ask', ['delete', 'x'], 2, 'ConfirmationNeeded', /asks before/, /--yes/],
  ];
  for (const [name, args, exit, code, message, next] of refused) {
    it(`refuses ${name}`, () =>
      refuses(['schedule', ...args, '--lab'], home.path, FAST_LAB, { exit, code, message, next }));
  }

  it('does what is confirmed', async () => {
    const all = ['--baseline', 'eks-node', '--all-nodes', '--rate', '1 day', '--confirm', 'whole-account'];
    const [made] = await changed('create', 'all', ...all);
    deepEqual([made?.content?.targets, made?.started], [[{ key: 'InstanceIds', values: ['*'] }], true]);
    const [none] = await changed(
      'create',
      'none',
      '--baseline',
      'eks-node',
      '--tag',
      'a=b',
      '--at',
      '2030-01-01T00:00:00',
      '--confirm',
      'no-nodes',
    );
    equal(none?.action, 'create');
    const other = await run(['create', 'all', ...what, '--rate', '2 days', '--yes']);
    equal(other.code, 2);
    match(JSON.parse(other.stdout).error.message, /already.*schedule rate\(1 day\) and not rate\(2 days\)/);
  });

  it('refuses several locations', () =>
    refuses(['schedule', 'list', '--region', 'eu-west-1,eu-central-1', '--lab'], home.path, FAST_LAB, {
      exit: 2,
      code: 'OneLocation',
      message: /one account and Region/,
      next: /once for each/,
    }));

  it('names the permission that is missing', async () => {
    const env = { ...FAST_LAB, WINHARDEN_LAB_FAULTS: 'denied=CreateAssociation' };
    const args = ['schedule', 'create', 'x', ...what, '--rate', '1 day', '--yes', '--lab'];
    await refuses(args, home.path, env, {
      exit: 1,
      code: 'NoPermission',
      message: /ssm:CreateAssociation/,
      next: /security/,
    });
  });
});
