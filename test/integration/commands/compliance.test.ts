import { deepEqual, equal, match } from 'node:assert/strict';
import { join } from 'node:path';
import { GetFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { ListResourceComplianceSummariesCommand } from '@aws-sdk/client-ssm';
import { openLab } from '../lab/clients.ts';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

interface Run {
  runId: string;
  nodes: { outcomes: { instanceId: string; location: string; nonCompliant: number; errors: number }[] };
}
interface Told {
  nodes: { told: number; withoutReport: number };
  ssm: Record<'put' | 'unchanged' | 'newer' | 'shortened', number>;
  securityHub: Record<'opened' | 'resolved' | 'unchanged' | 'newer', number>;
  failures: object[];
}

const REGIONS = ['eu-central-1', 'us-east-1'];
const BOTH = ['--to', 'ssm', '--to', 'security-hub'];

describe('compliance put', function () {
  this.timeout(180_000);
  const home = tempFolder();
  after(home.remove);
  const folder = join(home.path, 'lab');
  const lab = ['--lab', folder];
  const command = (args: string[], faults = '') =>
    winharden([...args, ...lab, '--json'], home.path, { ...FAST_LAB, WINHARDEN_LAB_FAULTS: faults });
  const run = async (args: string[], code: number) => {
    const where = ['--baseline', 'cis-l1', '--tag', 'eks:nodegroup=windows-ng', '--region', REGIONS.join(',')];
    return resultOf<Run>(await command([...args, ...where, '--canary', '0']), 'run-result', code);
  };
  const put = async ({ runId }: Run, ...more: string[]) =>
    resultOf<Told>(await command(['compliance', 'put', '--run', runId, ...BOTH, ...more]), 'compliance-put-result');
  let audited: Run;
  let open = 0;

  before(async () => {
    audited = await run(['audit'], 3);
    open = audited.nodes.outcomes.reduce((sum, { nonCompliant, errors }) => sum + nonCompliant + errors, 0);
  });

  /** How telling both of a run fails; one program at a time may use the lab's folder. */
  async function failure(runId: string, faults = '') {
    const { stdout } = await command(['compliance', 'put', '--run', runId, ...BOTH], faults);
    return JSON.parse(stdout).error as { code: string; message: string; suggestions: string[] };
  }

  /** What stands in a Region of the lab's folder. */
  async function standing(region: string) {
    const under = await openLab({ state: folder });
    const config = { endpoint: under.lab.endpoint, region, credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
    const { SSMClient } = await import('@aws-sdk/client-ssm');
    const lists = await new SSMClient(config).send(new ListResourceComplianceSummariesCommand({}));
    const active = { RecordState: [{ Value: 'ACTIVE', Comparison: 'EQUALS' as const }] };
    const { Findings } = await new SecurityHubClient(config).send(
      new GetFindingsCommand({ Filters: active, MaxResults: 100 }),
    );
    await under.lab.close();
    return {
      runs: lists.ResourceComplianceSummaryItems?.map(({ ExecutionSummary }) => ExecutionSummary?.ExecutionId),
      products: new Set(Findings?.map(({ ProductArn }) => ProductArn)),
    };
  }

  it('counts beforehand, then tells of every node where it is, and of nothing twice', async () => {
    const told = { told: 4, withoutReport: 0 };
    const lists = { put: 4, unchanged: 0, newer: 0, shortened: 0 };
    const findings = { opened: open, resolved: 0, unchanged: 0, newer: 0 };
    const dry = await put(audited, '--dry-run');
    deepEqual([dry.nodes, dry.ssm, dry.securityHub], [told, lists, findings]);
    const first = await put(audited);
    deepEqual([first.nodes, first.ssm, first.securityHub], [told, lists, findings]);
    const again = await put(audited);
    deepEqual([again.ssm.unchanged, again.securityHub], [4, { ...findings, opened: 0, unchanged: open }]);
    for (const region of REGIONS) {
      deepEqual(await standing(region), {
        runs: [audited.runId, audited.runId],
        products: new Set([`arn:aws:securityhub:${region}:123456789012:product/123456789012/default`]),
      });
    }
  });

  it('resolves what an apply has mended, and lets no older run bring it back', async () => {
    const applied = await run(['apply', '--yes'], 0);
    const { ssm, securityHub } = await put(applied);
    deepEqual([ssm.put, securityHub], [4, { opened: 0, resolved: open, unchanged: 0, newer: 0 }]);
    deepEqual((await standing('us-east-1')).products, new Set());
    const older = await put(audited);
    deepEqual([older.ssm.newer, older.ssm.put], [4, 0]);
  });

  it('says it in words', async () => {
    const args = ['compliance', 'put', '--run', audited.runId, ...BOTH, ...lab, '--dry-run'];
    const { stdout, code } = await winharden(args, home.path, FAST_LAB);
    equal(code, 0);
    match(stdout, /^Would tell of 4 nodes of the run \S+\n {2}Systems Manager: lists 0 put, 0 unchanged, 4 newer/);
  });

  it('says where Security Hub is off, and what nobody may do', async () => {
    const off = await failure(audited.runId, 'security-hub-off=us-east-1');
    equal(off.code, 'SecurityHubOff');
    match(
      off.message,
      /^123456789012\/us-east-1: Security Hub is not enabled in this account and Region: Account 12345/,
    );
    match(off.suggestions.join(), /enable-security-hub/);
    const denied = await failure(audited.runId, 'denied=ListResourceComplianceSummaries');
    equal(denied.code, 'NoPermission');
    match(denied.message, /you may not call ssm:ListResourceComplianceSummaries/);
    equal((await failure('none')).code, 'NoSuchRun');
  });

  it('needs to know where to', () =>
    refuses(
      ['compliance', 'put', '--run', audited.runId],
      home.path,
      {},
      {
        exit: 2,
        code: 'UsageError',
        message: /--?to/,
        next: /--help/,
      },
    ));
});
