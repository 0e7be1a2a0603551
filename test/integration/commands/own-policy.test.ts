import { deepEqual, equal, match } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url));
const ONE_NODE = { ...FAST_LAB, WINHARDEN_LAB_NODES: '1' };

interface Share {
  met: number;
  of: number;
  percent: number;
}
interface Run {
  runId: string;
  waivers: { controls: string[]; state: string; nodes: number }[];
  score: { beforeWaivers: Share; afterWaivers: Share };
}

describe('policy of one’s own', function () {
  this.timeout(180_000);
  const home = tempFolder();
  after(home.remove);
  const lab = ['--lab', join(home.path, 'lab')];
  const run = (...args: string[]) => winharden(args, home.path, ONE_NODE);
  const path = (name: string) => join(home.path, name);
  const fleetRun = async (operation: string, ...args: string[]) => {
    const target = ['--tag', 'eks:nodegroup=windows-ng', ...lab, '--json'];
    const ended = await run(operation, ...args, ...target, ...(operation === 'apply' ? ['--yes'] : []));
    return resultOf<Run>(ended, 'run-result', ended.code ?? -1);
  };

  it('starts from files that are valid, and are not written over', async () => {
    const args = ['baseline', 'init', '--as', 'ours', '--extends', 'cis-l1', '--out', path('ours.yaml')];
    resultOf(await run(...args, '--json'), 'baseline-init-result');
    equal((await run('baseline', 'init', '--kind', 'config', '--out', path('winharden.yaml'))).code, 0);
    for (const name of ['ours.yaml', 'winharden.yaml']) equal((await run('baseline', 'validate', path(name))).code, 0);
    const exists = { exit: 2, code: 'FileExists', message: /there already/, next: /--out/ };
    await refuses(args, home.path, {}, exists);
  });

  it('is applied, and then everything is met but what is waived', async () => {
    const policy = ['--baseline', path('ours.yaml'), '--config', path('winharden.yaml')];
    const { score, waivers } = await fleetRun('apply', ...policy);
    deepEqual(waivers, []);
    equal(score.afterWaivers.percent, 100);
    equal(score.beforeWaivers.met < score.beforeWaivers.of, true, 'what guards hold back counts before waivers');
  });

  it('works as the examples show it, waivers by tag among it', async () => {
    const example = (name: string) => join(EXAMPLES, name);
    const policy = ['--baseline', example('web-servers.yaml'), '--config', example('winharden.yaml')];
    const { waivers } = await fleetRun('audit', ...policy);
    deepEqual(
      waivers.map(({ state, nodes }) => [state, nodes]),
      [
        ['inForce', 1],
        ['inForce', 1],
        ['inForce', 1],
      ],
    );
    const rendered = await run('render', ...policy, '--json');
    match(JSON.parse(rendered.stdout).warnings.join(), /goes by tags, which only a run over nodes knows/);
  });

  it('comes from an audit: proposals are refused without reasons, and hold with them', async () => {
    const { runId } = await fleetRun('audit', '--baseline', 'eks-node');
    const out = path('proposed.yaml');
    const suggest = ['waiver', 'suggest', '--run', runId, '--control', 'eks-*', '--owner', 'ops', ...lab];
    const { proposals } = resultOf<{ proposals: unknown[] }>(
      await run(...suggest, '--out', out, '--json'),
      'waiver-suggest-result',
    );
    equal((await run('baseline', 'validate', out)).code, proposals.length > 0 ? 1 : 0);
    equal(proposals.length > 0, true);
    writeFileSync(out, readFileSync(out, 'utf8').replaceAll('reason: ""', 'reason: ours differs'));
    const waived = await fleetRun('audit', '--baseline', 'eks-node', '--config', out);
    equal(waived.score.afterWaivers.percent, 100);
    equal(waived.waivers.length, proposals.length);
  });

  it('tells of waivers that have expired, and fails a pipeline where it is asked to', async () => {
    const config = path('old.yaml');
    writeFileSync(config, 'waivers: [{ controls: ["1.1.1"], reason: r, owner: Ops, expires: 2026-01-31 }]\n');
    const list = ['waiver', 'list', '--config', config];
    resultOf(await run(...list, '--json'), 'waiver-list-result');
    const failing = await run(...list, '--fail-on', 'expired');
    equal(failing.code, 3);
    match(failing.stdout, /1\.1\.1 +expired +-\d+ +2026-01-31 +Ops/);
  });
});
