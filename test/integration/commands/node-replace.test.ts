import { deepEqual, equal, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ReplaceInput, replaceNodes } from '../../../src/actions/replace-nodes.ts';
import { createApp } from '../../../src/app.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import type { ReplaceResult } from '../../../src/core/replace/model.ts';
import { type Lab, startLab } from '../../../src/lab/index.ts';
import { inLab } from '../../lab-environment.ts';
import { virtualApp } from '../../virtual-app.ts';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

const shell = promisify(execFile);
const NODEGROUP = ['--tag', 'eks:nodegroup-name=windows-ng'];
const EXECUTE = ['--execute', '--yes', '--whole-group', '--poll-interval', '1'];
const SELF = { 'aws:autoscaling:groupName': 'windows-self', 'kubernetes.io/cluster/demo': 'owned' };
const OWN_IMAGE = 'ami-0123456789abcdef0';

describe('node replace', function () {
  this.timeout(120_000);
  const home = tempFolder();
  const labs: Lab[] = [];
  after(async () => {
    for (const lab of labs) await lab.close();
    home.remove();
  });

  async function open(...faults: string[]) {
    const lab = await startLab({ driver: 'model', speed: 100, faults });
    labs.push(lab);
    const run = (args: string[]) => winharden(['node', 'replace', ...args], home.path, lab.env);
    return { lab, run };
  }
  const outcomes = ({ groups }: ReplaceResult) => groups.map(({ title, outcome }) => [title, outcome]);
  const told = async (ended: ReturnType<typeof winharden>, code = 0) =>
    resultOf<ReplaceResult>(await ended, 'node-replace-result', code);

  it('prints the steps of a managed nodegroup, with its names filled in, and changes nothing', async () => {
    const { run } = await open();
    const { code, stdout } = await run(NODEGROUP);
    equal(code, 0);
    match(stdout, /^nodegroup windows-ng of the cluster demo: to be replaced$/m);
    match(
      stdout,
      /^ +aws eks update-nodegroup-version --cluster-name demo --nodegroup-name windows-ng --kubernetes-version 1\.35 --region eu-central-1$/m,
    );
    match(stdout, /^ +winharden audit --baseline cis-l1 --tag eks:nodegroup-name=windows-ng --region eu-central-1$/m);
    match(stdout, /9 nodes, 1 of which were not selected/);
    const again = await told(run([...NODEGROUP, '--execute', '--dry-run', '--json']));
    deepEqual([again.executed, ...outcomes(again)], [false, ['nodegroup windows-ng of the cluster demo', 'planned']]);
  });

  it('has EKS replace a nodegroup', async () => {
    const { run } = await open();
    const ended = await run([...NODEGROUP, ...EXECUTE]);
    equal(ended.code, 0, ended.stderr);
    match(ended.stderr, /begun as [0-9a-f-]{36}/);
    match(ended.stderr, /Successful: \d of \d old nodes are gone/);
    match(ended.stdout, /nodegroup windows-ng of the cluster demo: replaced/);
    const self = await told(run(['--tag', 'Name=windows-2022-full', '--release-version', '1.35-2026.01.22', '--json']));
    match(self.groups[0]?.steps[1]?.command ?? '', /--release-version 1\.35-2026\.01\.22/);
  });

  it('refreshes a self-managed group by a new version of its launch template, and says that nothing is drained', async () => {
    const { lab, run } = await open();
    for (const name of ['a', 'b']) lab.launch({ ...SELF, Name: name });
    const chosen = ['--tag', 'aws:autoscaling:groupName=windows-self'];
    const own = [...chosen, '--image-id', OWN_IMAGE, '--require-imdsv2'];
    const planned = await told(run([...own, '--json']));
    const [group] = planned.groups;
    match(group?.warnings.join('\n') ?? '', /DOES NOT DRAIN PODS/);
    const commands = group?.steps.flatMap(({ command = '' }) => command.split('\n')) ?? [];
    equal(commands.filter((each) => each.startsWith('kubectl drain ip-')).length, 2);
    match(
      commands.join('\n'),
      /VERSION=\$\(aws ec2 create-launch-template-version --launch-template-id lt-0[0-9a-f]{16} /,
    );
    match(commands.join('\n'), /"Version":"'"\$VERSION"'"/);
    const done = await told(run([...own, ...EXECUTE, '--json']));
    deepEqual([...outcomes(done), done.groups[0]?.percent], [['Auto Scaling group windows-self', 'replaced'], 100]);
    deepEqual(outcomes(await told(run([...own, ...EXECUTE, '--json']))), [
      ['Auto Scaling group windows-self', 'upToDate'],
    ]);
    const refused = await told(run([...chosen, '--json']), 1);
    match(refused.groups[0]?.reason ?? '', /--image latest-eks/);
    const latest = await told(run(['--tag', 'Name=b', '--image', 'latest-eks', '--edition', 'core', '--json']));
    match(latest.groups[0]?.image ?? '', /^ami-0/);
  });

  it('prints commands that do it as they stand', async function () {
    const isThere = await shell('aws', ['--version']).then(
      () => true,
      () => false,
    );
    if (!isThere && !process.env['CI']) {
      console.warn('\n  !!! NOT RUN: the printed commands, because there is no `aws` on PATH !!!\n');
      this.skip();
    }
    const { lab, run } = await open();
    lab.launch(SELF);
    const script = async (args: string[]) => {
      const { groups } = await told(run([...args, '--json']));
      const commands = groups.flatMap(({ steps }) => steps.flatMap(({ command = '' }) => command.split('\n')));
      const doing = commands.filter((each) => /^(VERSION=|aws )/.test(each) && !each.startsWith('aws eks wait'));
      const { PATH = '' } = process.env;
      const { stdout } = await shell('bash', ['-ec', doing.join('\n')], { env: { PATH, HOME: home.path, ...lab.env } });
      return stdout;
    };
    const group = ['--tag', 'aws:autoscaling:groupName=windows-self', '--image-id', OWN_IMAGE, '--require-imdsv2'];
    match(await script(group), /"InstanceRefreshId": "[0-9a-f-]{36}"[\s\S]*"MinHealthyPercentage": 90/);
    match(await script(NODEGROUP), /"status": "InProgress"/);
  });

  it('says what failed, in words', async () => {
    const { run } = await open('pods-stay=1.0');
    const failed = await told(run([...NODEGROUP, ...EXECUTE, '--json']), 1);
    match(
      failed.groups[0]?.problems.join('\n') ?? '',
      /PodEvictionFailure \(i-0.*\): pods could not be evicted.*--force/,
    );
    deepEqual(outcomes(await told(run([...NODEGROUP, ...EXECUTE, '--force', '--json']))), [
      ['nodegroup windows-ng of the cluster demo', 'replaced'],
    ]);
  });

  it('names the permission that is missing', async () => {
    const { run } = await open('denied=UpdateNodegroupVersion');
    const { groups } = await told(run([...NODEGROUP, ...EXECUTE, '--json']), 1);
    match(groups[0]?.reason ?? '', /you may not call eks:UpdateNodegroupVersion on the nodegroup windows-ng/);
  });

  it('refuses what is wrong', async () => {
    const env = FAST_LAB;
    const call = (...args: string[]) => ['node', 'replace', '--lab', ...args];
    const usage = { exit: 2 };
    await refuses(call(), home.path, env, {
      ...usage,
      code: 'NoSelector',
      message: /no nodes are named/,
      next: /--tag/,
    });
    await refuses(call(...NODEGROUP, '--execute'), home.path, env, {
      ...usage,
      code: 'ConfirmationNeeded',
      message: /asks before/,
      next: /--yes/,
    });
    await refuses(call(...NODEGROUP, '--image-id', 'windows'), home.path, env, {
      ...usage,
      code: 'InvalidImage',
      message: /"windows" is not the id of an image/,
      next: /ami-/,
    });
    await refuses(call('--tag', 'Name=windows-2022-1', '--execute', '--yes'), home.path, env, {
      ...usage,
      code: 'PartOfGroup',
      message: /a group is replaced as a whole/,
      next: /would lose i-[\s\S]*--whole-group/,
    });
    await refuses(call(...NODEGROUP, '--region', 'eu-central-1,us-east-1'), home.path, env, {
      ...usage,
      code: 'OneLocation',
      message: /one account and Region/,
      next: /once for each/,
    });
    await refuses(
      call('--tag', 'Name=linux'),
      home.path,
      { WINHARDEN_LAB_DRIVER: 'model' },
      {
        exit: 1,
        code: 'NothingToReplace',
        message: /none of the 1/,
        next: /not Windows/,
      },
    );
  });

  it('knows every flag that its page shows', async () => {
    const page = readFileSync(new URL('../../../docs/replace.md', import.meta.url), 'utf8');
    const shown = [...page.matchAll(/^ {4}winharden node replace (.*)$/gm)].map(([, words = '']) => words.split(' '));
    equal(shown.length >= 5, true);
    const { run } = await open();
    for (const words of shown) {
      const { code, stderr } = await run([...words, '--dry-run']);
      equal(code !== 2, true, stderr);
    }
  });

  it('leaves what takes longer than --wait to AWS, and follows it the next time', async () => {
    const lab = await startLab({ driver: 'model', realistic: true });
    labs.push(lab);
    const restore = inLab(lab);
    const app = virtualApp(lab, (clock) => createApp({ home: join(home.path, 'virtual'), clock }));
    const input: ReplaceInput = {
      selector: { tags: ['eks:nodegroup-name=windows-ng'], instanceIds: [] },
      options: { latestEks: false, force: false, minHealthy: 90, requireImdsV2: false },
      where: { aws: '', winharden: '' },
      execute: true,
      wholeGroup: true,
      asks: false,
      concurrency: 1,
      waitMinutes: 5,
      pollSeconds: 15,
    };
    const replace = async (minutes: number, signal = new AbortController().signal) => {
      const events: RunEvent[] = [];
      const io = { emit: (event: RunEvent) => void events.push(event), signal, confirm: async () => true };
      const { replacements } = app;
      if (!replacements) throw new Error('one location has replacements');
      const began = app.clock.now().getTime();
      const result = await replaceNodes({ ...app, replacements }, { ...input, waitMinutes: minutes }, io);
      const took = (app.clock.now().getTime() - began) / 60_000;
      const text = events.map((event) => ('text' in event ? event.text : '')).join('\n');
      return { group: result.groups[0], took, text };
    };
    const first = await replace(5);
    equal(first.group?.outcome, 'inProgress');
    match(first.group?.look ?? '', /aws eks describe-update --name demo --nodegroup-name windows-ng --update-id /);
    equal(first.took >= 5, true);
    const stopped = await replace(60, AbortSignal.abort());
    equal(stopped.group?.outcome, 'notStarted');
    const second = await replace(600);
    restore();
    deepEqual([second.group?.outcome, second.group?.id], ['replaced', first.group?.id]);
    match(second.text, /is replaced already; following/);
    match(second.text, /5 of \d old nodes are gone/);
  });
});
