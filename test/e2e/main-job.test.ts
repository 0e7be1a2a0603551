import { deepEqual, equal, match } from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultOf, tempFolder, winharden } from '../integration/commands/winharden.ts';

interface Outcome {
  instanceId: string;
  name: string;
  outcome: string;
  changes: number;
  nonCompliant: number;
  errors: number;
  reason?: string;
  report?: { source: string; key?: string };
}
interface Run {
  runId: string;
  state: string;
  folder: string;
  s3: { bucket: string; prefix: string };
  waves: { nodes: string[] }[];
  nodes: { selected: number; excluded: { name: string; reason: string }[]; outcomes: Outcome[] };
}

/** The README's own command on its mixed fleet, with real PowerShell where there is one, and the way back. */
describe('the main job', function () {
  this.timeout(600_000);
  const home = tempFolder();
  after(home.remove);
  const lab = join(home.path, 'lab');
  const target = ['--baseline', 'cis-l1', '--tag', 'eks:nodegroup=windows-ng'];
  const env = { WINHARDEN_LAB_SPEED: '50', WINHARDEN_POLL_INTERVAL: '1' };
  const kept: { apply?: Run; states?: Map<string, string> } = {};

  async function run(codes: number[], ...args: string[]): Promise<Run> {
    const ended = await winharden([...args, '--lab', lab, '--json'], home.path, env);
    equal(codes.includes(ended.code ?? -1), true, `${ended.code}: ${ended.stderr}\n${ended.stdout.slice(0, 2000)}`);
    const driver = /run by the (\w+) driver/.exec(ended.stderr)?.[1];
    if (driver !== 'powershell') console.warn('NOT TESTED with real PowerShell: neither pwsh nor dotnet is here');
    return resultOf<Run>(ended, 'run-result', ended.code ?? -1);
  }
  const byName = ({ nodes }: Run) => new Map(nodes.outcomes.map((node) => [node.name, node]));
  /** What each simulated Windows is now, but for its count of started processes. */
  const states = ({ nodes }: Run) =>
    new Map(
      nodes.outcomes.map(({ instanceId }) => {
        const text = readFileSync(join(lab, 'nodes', instanceId, 'windows.json'), 'utf8');
        return [instanceId, text.replace(/"processStarts":\s*\d+/, '')];
      }),
    );

  it('audits the fresh fleet: nothing is changed, every node is found wanting', async () => {
    const audit = await run([3], 'audit', ...target);
    deepEqual(
      audit.nodes.outcomes.map(({ outcome, errors }) => `${outcome} ${errors}`),
      Array(audit.nodes.selected).fill('NonCompliant 0'),
    );
    kept.states = states(audit);
  });

  it('explains every node that it leaves out', async () => {
    const { nodes } = await run([0], 'apply', ...target, '--dry-run');
    const why = new Map(nodes.excluded.map(({ name, reason }) => [name, reason]));
    match(why.get('linux') ?? '', /not Windows/);
    match(why.get('windows-2022-offline') ?? '', /offline/);
    match(why.get('windows-2022-unmanaged') ?? '', /not managed/);
  });

  it('applies in waves; a node that loses a vital service puts everything back and stops the run', async () => {
    const apply = await run([68], 'apply', ...target, '--yes');
    kept.apply = apply;
    equal(apply.state, 'stopped');
    const frail = byName(apply).get('windows-2022-frail');
    equal(frail?.outcome, 'Failed');
    match(frail?.reason ?? '', /put back/);
    const others = apply.nodes.outcomes.filter(({ name }) => name !== 'windows-2022-frail');
    deepEqual(new Set(others.map(({ outcome }) => outcome)), new Set(['Remediated']));
    equal(
      others.every(({ changes }) => changes > 100),
      true,
    );
    const now = states(apply);
    equal(now.get(frail?.instanceId ?? ''), kept.states?.get(frail?.instanceId ?? ''));
  });

  it('leaves reports in S3, a result and a page to look at', () => {
    const { s3, nodes, folder } = kept.apply as Run;
    for (const { report } of nodes.outcomes) {
      equal(report?.source, 's3');
      equal(existsSync(join(lab, 's3', s3.bucket, report?.key ?? 'no key')), true, report?.key);
    }
    deepEqual(
      readdirSync(folder)
        .filter((name) => /^(result\.json|report\.html)$/.test(name))
        .sort(),
      ['report.html', 'result.json'],
    );
    match(readFileSync(join(folder, 'report.html'), 'utf8'), /windows-2022-frail/);
  });

  it('finds nodes of every release compliant afterwards, and changes nothing the second time', async () => {
    const nodes = byName(kept.apply as Run);
    const one = (name: string) => ['--instance-id', nodes.get(name)?.instanceId ?? name];
    const releases = [...one('windows-2019-full'), ...one('windows-2022-core-a'), ...one('windows-2025-core')];
    const audit = await run([0], 'audit', '--baseline', 'cis-l1', ...releases);
    deepEqual(new Set(audit.nodes.outcomes.map(({ outcome }) => outcome)), new Set(['Compliant']));
    const again = await run([0], 'apply', '--baseline', 'cis-l1', ...one('windows-2022-full'), '--yes');
    deepEqual(
      again.nodes.outcomes.map(({ outcome, changes }) => `${outcome} ${changes}`),
      ['Compliant 0'],
    );
  });

  it('rolls the run back to the bytes that every node began with', async () => {
    const { runId } = kept.apply as Run;
    const back = await run([0], 'rollback', '--run', runId, '--yes');
    equal(back.state, 'finished');
    const now = states(back);
    equal(now.size, (kept.apply?.nodes.selected ?? 0) - 1);
    for (const [id, state] of now) equal(state, kept.states?.get(id), id);
  });
});
