import { deepEqual, equal, match } from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessCheck } from '../../../src/actions/check-access.ts';
import { type Lab, startLab } from '../../../src/lab/index.ts';
import { refuses, resultOf, tempFolder, winharden } from './winharden.ts';

describe('access', () => {
  const home = tempFolder();
  const programs = join(home.path, 'programs');
  const nothing = join(home.path, 'nothing');
  const argv = join(home.path, 'argv');
  let lab: Lab;
  let env: Record<string, string>;
  before(async () => {
    lab = await startLab({ driver: 'model' });
    env = { ...lab.env, PATH: programs };
    for (const folder of [programs, nothing]) mkdirSync(folder);
    standIn('aws', `printf '%s\\n' "$@" > '${argv}'; exit "\${STAND_IN_CODE:-0}"`);
    standIn('session-manager-plugin', 'exit 1');
  });
  after(async () => {
    await lab.close();
    home.remove();
  });

  function standIn(name: string, body: string): void {
    writeFileSync(join(programs, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(programs, name), 0o755);
  }
  const check = async (code: number, over: Record<string, string>, ...args: string[]) =>
    resultOf<Omit<AccessCheck, 'warnings'>>(
      await winharden(['access', 'check', '--json', ...args], home.path, { ...env, ...over }),
      'access-check-result',
      code,
    );
  const nodes = async () => (await check(0, {})).nodes;
  const idOf = async (name: string) => (await nodes()).find((node) => node.name === name)?.instanceId ?? '';

  describe('check', () => {
    it('tells which nodes can be reached, with what stands in the way of the others', async () => {
      const found = await nodes();
      const bad = found.filter(({ reachable }) => reachable !== true);
      deepEqual(
        bad.map(({ name }) => name),
        ['windows-2022-offline', 'windows-2022-unmanaged'],
      );
      match(bad[0]?.problems.join() ?? '', /ConnectionLost/);
      const managed = found.filter((node) => node.managed);
      deepEqual(new Set(managed.map(({ missing }) => missing?.length)), new Set([0]));
    });

    it('ends a pipeline where a node cannot be reached, and not for others', async () => {
      await check(3, {}, '--fail-on', 'unreachable');
      await check(0, {}, '--fail-on', 'problem', '--tag', 'Name=windows-2022-full');
    });

    it('tells of an instance that nobody manages', async () => {
      const { nodes: all } = await check(0, {}, '--tag', 'Name=windows-2022-unmanaged');
      deepEqual([all.length, all[0]?.reachable], [1, false]);
      match(all[0]?.problems.join() ?? '', /no agent has registered/);
    });

    it('knows the controls that would end shells', async () => {
      const { risks } = await check(0, {}, '--baseline', 'cis-l1');
      deepEqual(
        risks.map(({ control, ends, baselines }) => [control, ends, baselines]),
        [['2.2.22', 'shells', ['cis-l1']]],
      );
      equal((await check(0, {}, '--baseline', 'eks-node')).risks.length, 0);
    });

    it('goes on where it may not ask, and passes no pipeline on it', async () => {
      const denied = await startLab({
        driver: 'model',
        faults: ['denied=ssm:GetConnectionStatus', 'denied=ssm:GetDocument', 'denied=iam:GetInstanceProfile'],
      });
      const args = ['access', 'check', '--fail-on', 'unreachable', '--tag', 'Name=windows-2022-full'];
      const told = await winharden(args, home.path, { ...env, ...denied.env });
      await denied.close();
      equal(told.code, 1, told.stderr);
      for (const action of ['ssm:GetConnectionStatus', 'ssm:GetDocument', 'iam:GetInstanceProfile'])
        match(told.stderr, new RegExp(`Warning: .*you may not call ${action}`));
      match(told.stdout, /windows-2022-full +unknown/);
    });

    it('is of one Region, and of nodes that there are', async () => {
      await refuses(['access', 'check', '--region', 'eu-west-1,eu-west-2'], home.path, env, {
        exit: 2,
        code: 'SeveralLocations',
        message: /one Region of one account/,
        next: /--region/,
      });
      await refuses(['access', 'check', '--tag', 'a=b'], home.path, env, {
        exit: 1,
        code: 'NoNodesMatched',
        message: /no node matches a=b/,
        next: /--profile|near miss/,
      });
    });

    it('knows what this machine lacks', async () => {
      deepEqual((await check(0, {})).programs, {
        aws: join(programs, 'aws'),
        'session-manager-plugin': join(programs, 'session-manager-plugin'),
      });
      const told = await winharden(['access', 'check'], home.path, { ...env, PATH: nothing });
      match(told.stdout, /lacks aws and session-manager-plugin/);
    });
  });

  describe('open', () => {
    it('hands exactly these arguments to the AWS CLI', async () => {
      const id = await idOf('windows-2022-full');
      const reason = `it's; $(touch x)`;
      const args = ['access', 'open', id, '--port', '3389', '--local-port', '13389', '--reason', reason];
      const ended = await winharden(args, home.path, env);
      equal(ended.code, 0, ended.stderr);
      deepEqual(readFileSync(argv, 'utf8').trimEnd().split('\n'), [
        'ssm',
        'start-session',
        `--target=${id}`,
        '--document-name=AWS-StartPortForwardingSession',
        '--parameters={"portNumber":["3389"],"localPortNumber":["13389"]}',
        `--reason=${reason}`,
        '--region=eu-central-1',
      ]);
    });

    it('ends as the session ended', async () => {
      const args = ['access', 'open', await idOf('windows-2022-full'), '--port', '3389'];
      const failed = await winharden(args, home.path, { ...env, STAND_IN_CODE: '254' });
      equal(failed.code, 1);
      match(failed.stderr, /exit code 254/);
      equal((await winharden(args, home.path, { ...env, STAND_IN_CODE: '130' })).code, 130);
    });

    it('prints the command for a shell, and asks nobody', async () => {
      const args = ['access', 'open', 'i-0123456789abcdef0', '--reason', "it's", '--print'];
      const told = await winharden(args, home.path, { PATH: nothing });
      equal(told.stdout, "aws ssm start-session --target=i-0123456789abcdef0 '--reason=it'\\''s'\n");
      const asked = await winharden([...args, '--json'], home.path, { PATH: nothing });
      deepEqual(resultOf(asked, 'access-open-result')['command'], [
        'aws',
        'ssm',
        'start-session',
        '--target=i-0123456789abcdef0',
        "--reason=it's",
      ]);
    });

    it('opens nothing without a terminal, to a node that is away, or without the programs', async () => {
      const id = await idOf('windows-2022-full');
      const told = await winharden(['access', 'open', id], home.path, env);
      equal(told.code, 2);
      match(told.stderr, /needs a terminal[\s\S]*--print/);
      const away = await winharden(
        ['access', 'open', await idOf('windows-2022-offline'), '--port', '1'],
        home.path,
        env,
      );
      equal(away.code, 1);
      match(away.stderr, /no session can be opened[\s\S]*access check/);
      const bare = await winharden(['access', 'open', id, '--port', '1'], home.path, { ...env, PATH: nothing });
      equal(bare.code, 1);
      match(bare.stderr, /aws is not on the PATH[\s\S]*getting-started-install/);
    });

    it('has no shells in the lab, but the command', async () => {
      const args = ['access', 'open', 'i-0123456789abcdef0', '--lab'];
      await refuses(args, home.path, env, { exit: 2, code: 'NoShellsInLab', message: /no shells/, next: /--print/ });
      equal((await winharden([...args, '--print'], home.path, env)).code, 0);
    });

    it('refuses what is no node', () =>
      refuses(['access', 'open', 'web-1', '--print'], home.path, env, {
        exit: 2,
        code: 'InvalidInstanceId',
        message: /"web-1" is not an instance id/,
        next: /i-0123456789abcdef0/,
      }));
  });
});
