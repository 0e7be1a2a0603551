import { deepEqual, equal, match } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

interface Status {
  scanning: { account: string; ec2: string };
  nodes: { instanceId: string; covered: boolean; why: string; classicAgent?: string }[];
  covered: number;
  classicLookedFor: boolean;
}
interface Findings {
  counts: Record<string, number>;
  groups: { id: string; severity: string; fixes: string[]; ports: string[] }[];
  more: number;
}
interface Scan {
  arn: string;
  name: string;
  status: string;
}
interface Shown {
  scan: Scan;
  sideBySide: {
    run: { runId: string };
    nodes: number;
    counts: Record<string, number>;
    reasons: Record<string, number>;
    pairs: { control: string; reason: string | null }[];
  } | null;
}

const TAG = ['--tag', 'eks:nodegroup=windows-ng'];

/** The fifth node is of another release than the others: its Inspector and winharden differ on one value. */
const FIVE_NODES = { ...FAST_LAB, WINHARDEN_LAB_NODES: '5' };

describe('inspector', function () {
  this.timeout(180_000);
  const home = tempFolder();
  after(home.remove);
  const lab = ['--lab', join(home.path, 'lab')];
  const command = (args: string[]) => winharden([...args, ...lab], home.path, FIVE_NODES);
  const json = async <T>(args: string[], schema: string, code = 0) =>
    resultOf<T>(await command([...args, '--json']), schema, code);

  it('status covers the nodes of the lab', async () => {
    const { scanning, nodes, covered, classicLookedFor } = await json<Status>(
      ['inspector', 'status', '--fail-on', 'uncovered'],
      'inspector-status-result',
    );
    deepEqual([scanning.ec2, nodes.length, covered, classicLookedFor], ['ENABLED', 5, 5, false]);
    await json(['audit', '--baseline', 'eks-node', ...TAG, '--canary', '0'], 'run-result', 3);
    const { stdout } = await command(['inspector', 'status', ...TAG]);
    match(stdout, /^EC2 scanning in 123456789012\/eu-central-1: enabled\n5 of 5 Windows nodes covered\n/);
    match(stdout, /The agent of Inspector Classic was not found by the last audits/);
  });

  it('findings come worst first, bounded, and end with 3 where asked to', async () => {
    const args = ['inspector', 'findings', ...TAG, '--limit', '2', '--fail-on', 'high'];
    const { counts, groups, more } = await json<Findings>(args, 'inspector-findings-result', 3);
    deepEqual([groups.length, groups[0]?.severity], [2, 'critical']);
    match(groups[0]?.fixes.join() ?? '', /KB\d{7}/);
    equal((counts['high'] ?? 0) > 0 && more > 0, true);
    const network = await json<Findings>(['inspector', 'findings', '--type', 'network'], 'inspector-findings-result');
    deepEqual(
      network.groups.map(({ ports }) => ports),
      [['TCP 3389 (Remote Desktop)']],
    );
    const { stdout } = await command(['inspector', 'findings', '--severity', 'critical', '--fixable']);
    match(stdout, /^\d+ active findings on \d of 5 Windows nodes: \d+ critical\n\n {2}severity +what /);
  });

  it('a CIS scan stands beside the audit, control by control', async () => {
    const run = ['inspector', 'cis-scan', 'run', ...TAG, '--name', 'weekly'];
    const begun = await json<{ scan: Scan; nodes: number }>([...run, '--wait', '5'], 'inspector-cis-scan-run-result');
    deepEqual([begun.scan.status, begun.nodes], ['COMPLETED', 5]);
    const again = await json<{ configuration: { created: boolean } }>(run, 'inspector-cis-scan-run-result');
    equal(again.configuration.created, false);
    const { scans } = await json<{ scans: Scan[] }>(
      ['inspector', 'cis-scan', 'list', '--name', 'week'],
      'inspector-cis-scan-list-result',
    );
    deepEqual(
      scans.map(({ name }) => name),
      ['weekly'],
    );

    const show = ['inspector', 'cis-scan', 'show', 'weekly'];
    const alone = await json<Shown>(show, 'inspector-cis-scan-show-result');
    equal(alone.sideBySide, null);
    const audited = await json<{ runId: string }>(
      ['audit', '--baseline', 'cis-l1', ...TAG, '--canary', '0'],
      'run-result',
      3,
    );
    const { sideBySide } = await json<Shown>([...show, '--fail-on', 'differ'], 'inspector-cis-scan-show-result', 3);
    deepEqual([sideBySide?.run.runId, sideBySide?.nodes], [audited.runId, 5]);
    const { agree = 0, differ = 0 } = sideBySide?.counts ?? {};
    equal(agree > differ * 10, true, `${agree} agree, ${differ} differ`);
    deepEqual([sideBySide?.reasons['waived'], sideBySide?.reasons['readDifferently']], [10, 1]);
    deepEqual([...new Set(sideBySide?.pairs.map(({ control }) => control))], ['1.2.2', '9.3.4', '9.3.5']);
    const csv = await command([...show, '--all', '--format', 'csv']);
    match(csv.stdout, /^control,instanceId,name,.*\r\n1\.1\.1,i-[0-9a-f]{17},.*,agree,FAILED,NonCompliant,/);
  });

  it('what was put right after the scan is told as that', async () => {
    await json(['apply', '--baseline', 'cis-l1', ...TAG, '--canary', '0', '--yes'], 'run-result');
    const { stdout } = await command(['inspector', 'cis-scan', 'show', 'weekly']);
    match(stdout, /\d+ put right since/);
    match(stdout, /^ {2}1\.1\.1 +5 nodes +FAILED +Remediated +.* put it right after Inspector had looked/m);
    const id = (
      await json<Shown>(['inspector', 'cis-scan', 'show', 'weekly'], 'inspector-cis-scan-show-result')
    ).scan.arn
      .split('/')
      .at(-1);
    const run = ['inspector', 'cis-scan', 'run', ...TAG, '--name', 'after', '--wait', '5'];
    await json(run, 'inspector-cis-scan-run-result');
    const { sideBySide } = await json<Shown>(
      ['inspector', 'cis-scan', 'show', 'after'],
      'inspector-cis-scan-show-result',
    );
    equal(sideBySide?.reasons['remediatedSince'], undefined);
    equal((await command(['inspector', 'cis-scan', 'show', id?.slice(0, 8) ?? ''])).code, 0);
  });

  it('is turned on only by enable, after a yes', async () => {
    const off = { ...FAST_LAB, WINHARDEN_LAB_FAULTS: 'inspector-off' };
    const fresh = ['--lab', join(home.path, 'off')];
    const of = (args: string[]) => winharden([...args, ...fresh], home.path, off);
    const { stdout } = await of(['inspector', 'status']);
    match(stdout, /disabled\n0 of 4 Windows nodes covered/);
    match(stdout, /winharden inspector enable/);
    await refuses(['inspector', 'findings', '--lab'], home.path, off, {
      exit: 1,
      code: 'InspectorOff',
      message: /does not scan EC2 instances of 123456789012 in eu-central-1: it is disabled/,
      next: /winharden inspector enable/,
    });
    await refuses(['inspector', 'enable', '--lab'], home.path, off, {
      exit: 2,
      code: 'ConfirmationNeeded',
      message: /standard input is not a terminal/,
      next: /--yes/,
    });
    const enabled = resultOf<{ state: string }>(
      await of(['inspector', 'enable', '--yes', '--json']),
      'inspector-enable-result',
    );
    equal(enabled.state, 'enabled');
    const already = resultOf<{ state: string }>(
      await of(['inspector', 'enable', '--yes', '--json']),
      'inspector-enable-result',
    );
    equal(already.state, 'already');
  });

  it('has an example of a baseline of one’s own that holds', async () => {
    const page = readFileSync(new URL('../../../docs/inspector.md', import.meta.url), 'utf8');
    const [, example = ''] = /```yaml\n([\s\S]+?)```/.exec(page) ?? [];
    const file = join(home.path, 'classic-agent.yaml');
    writeFileSync(file, example);
    const { code, stdout, stderr } = await winharden(['baseline', 'validate', file], home.path);
    equal(code, 0, stdout + stderr);
  });

  it('is that of the account that is entered', async () => {
    const where = ['--account', '210987654321', '--role-name', 'winharden', '--region', 'us-east-1'];
    const ended = await winharden(['inspector', 'status', '--lab', '--json', ...where], home.path, FAST_LAB);
    const { scanning, covered } = resultOf<Status>(ended, 'inspector-status-result');
    deepEqual([scanning, covered], [{ account: '210987654321', ec2: 'ENABLED' }, 4]);
  });

  it('says what is wrong with a call', async () => {
    const wrong = (args: string[], exit: number, code: string, message: RegExp, next: RegExp, faults = '') =>
      refuses(
        ['inspector', ...args, '--lab'],
        home.path,
        { ...FAST_LAB, WINHARDEN_LAB_FAULTS: faults },
        { exit, code, message, next },
      );
    await wrong(['cis-scan', 'run', '--instance-id', 'i-0123456789abcdef0'], 2, 'TagsNeeded', /by tags/, /create-tags/);
    await wrong(
      ['cis-scan', 'run', ...TAG, '--monthly', '1 02:00'],
      2,
      'InvalidSchedule',
      /"1" is a date/,
      /SUN 02:00/,
    );
    await wrong(['cis-scan', 'show', 'nope'], 2, 'NoSuchScan', /no CIS scan "nope"/, /cis-scan run/);
    await wrong(
      ['status', '--tag', 'eks:nodegroup=none'],
      1,
      'NoNodesMatched',
      /no Windows node matches/,
      /check the tag/,
    );
    await wrong(['status'], 1, 'NoPermission', /inspector2:ListCoverage/, /docs\/security\.md/, 'denied=ListCoverage');
    await wrong(
      ['status', '--region', 'eu-central-1,us-east-1'],
      2,
      'OneLocation',
      /several are named/,
      /once for each/,
    );
  });
});
