import { deepEqual, equal, match } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

const TAG = ['--tag', 'eks:nodegroup=windows-ng'];
const AUDIT = ['audit', '--baseline', 'eks-node', ...TAG];
const IN_LAB = [...AUDIT, '--lab'];
/** Reports of this baseline are too long for Systems Manager. */
const LONG_AUDIT = ['audit', '--baseline', 'cis-l1', ...TAG, '--lab'];

describe('bad input from the world', function () {
  this.timeout(120_000);
  const home = tempFolder();
  after(home.remove);
  const refused = (
    args: string[],
    env: Record<string, string>,
    code: string,
    message: RegExp,
    next: RegExp,
    exit = 1,
  ) => refuses(args, home.path, env, { exit, code, message, next });
  const lab = (...faults: string[]) => ({ ...FAST_LAB, WINHARDEN_LAB_FAULTS: faults.join(' '), WINHARDEN_QUIET: '1' });
  const quiet = { WINHARDEN_QUIET: '1' };

  it('no Region', () => refused(AUDIT, quiet, 'NoRegion', /no AWS Region/, /AWS_REGION.*--region/));

  it('no credentials', () =>
    refused([...AUDIT, '--region', 'eu-central-1'], quiet, 'NoCredentials', /no AWS credentials/, /aws sso login/));

  it('a profile that does not exist', () =>
    refused(
      [...AUDIT, '--region', 'eu-central-1', '--profile', 'nobody'],
      quiet,
      'NoCredentials',
      /credentials/,
      /--profile/,
    ));

  it('an endpoint that answers HTML', async () => {
    const portal = createServer((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
    );
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
    const env = {
      ...quiet,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(portal.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    };
    try {
      await refused(AUDIT, env, 'NotAws', /did not answer sts:GetCallerIdentity like AWS/, /AWS_ENDPOINT_URL/);
    } finally {
      portal.close();
    }
  });

  it('an endpoint that nobody listens on', () => {
    const env = { ...quiet, AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: 'eu-central-1', AWS_MAX_ATTEMPTS: '1' };
    const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
    return refused(AUDIT, { ...env, ...keys }, 'Unreachable', /could not be reached/, /network/);
  });

  it('no match names what comes close', () => {
    const args = ['audit', '--baseline', 'eks-node', '--tag', 'eks:nodegroup=windows-n', '--lab'];
    return refused(args, lab(), 'NoNodesMatched', /eks:nodegroup=windows-n/, /windows-ng/);
  });

  it('no permission names the action and the resource', () =>
    refused(IN_LAB, lab('denied=SendCommand'), 'NoPermission', /ssm:SendCommand on \S+/, /allowed/));

  it('no permission to look', () =>
    refused(IN_LAB, lab('denied=DescribeInstances'), 'NoPermission', /ec2:DescribeInstances/, /allowed/));

  it('no bucket', () =>
    refused([...IN_LAB, '--bucket', 'not-there-at-all'], lab(), 'NoSuchBucket', /not-there-at-all/, /--bucket/));

  it('no right to the bucket', () =>
    refused(IN_LAB, lab('denied=ListObjectsV2'), 'NoPermission', /s3:ListBucket/, /allowed/));

  it('a document over the limit of SSM', () => {
    const config = join(home.path, 'winharden.yaml');
    const text = randomBytes(40_000).toString('hex');
    writeFileSync(config, `site: { legalNoticeTitle: Notice, legalNoticeText: "${text}" }\n`);
    const args = ['render', '--baseline', 'cis-l1', '--operation', 'apply', '--config', config];
    return refused(args, {}, 'DocumentTooLarge', /cis-l1.*bytes.*65536/, /Shorten/);
  });

  it('a bucket of another account', () =>
    refused(
      [...IN_LAB, '--bucket-owner', '111122223333'],
      lab(),
      'NoPermission',
      /winharden-lab, expected to belong to account 111122223333/,
      /docs\/security\.md/,
    ));

  it('a bucket owner that is no account', () =>
    refused([...IN_LAB, '--bucket-owner', 'me'], lab(), 'InvalidAccount', /"me" is no account id/, /111122223333/, 2));

  it('a fault that the lab does not know', () =>
    refused(IN_LAB, lab('gremlins'), 'UnknownFault', /gremlins/, /throttling/));

  it('a lab setting that cannot be read', () =>
    refused(
      IN_LAB,
      { ...FAST_LAB, WINHARDEN_LAB_NODES: 'many' },
      'UsageError',
      /WINHARDEN_LAB_NODES.*many/,
      /lab start --help/,
      2,
    ));

  it('a lab that keeps no runs', async () => {
    await refused(['run', 'list', '--lab', './nowhere'], {}, 'NoLab', /no runs of a lab in \.\/nowhere/, /--lab/, 2);
    await refused(['run', 'list', '--lab'], {}, 'NoLab', /in memory keeps no runs/, /--lab/, 2);
  });

  it('a run that this machine does not keep', () =>
    refused(['run', 'show', '20270131T101500Z-a1b2c3'], {}, 'NoSuchRun', /20270131T101500Z-a1b2c3/, /run list/, 2));
});

interface Nodes {
  nodes: {
    outcomes: { outcome: string; reason?: string; reportProblem?: string; report?: { source: string } }[];
  };
}

describe('nodes that cannot be trusted', function () {
  this.timeout(120_000);
  const home = tempFolder();
  after(home.remove);

  /** Every node with the fault, audited without a stop at the first. */
  async function auditWith(fault: string, code: number, ...more: string[]) {
    const env = { ...FAST_LAB, WINHARDEN_LAB_FAULTS: `${fault}${fault.includes('=') ? ',' : '='}1.0` };
    const args = [...LONG_AUDIT, '--json', '--canary', '0', '--max-errors', '100%', ...more];
    const { nodes } = resultOf(await winharden(args, home.path, env), 'run-result', code) as unknown as Nodes;
    return nodes.outcomes;
  }

  for (const [fault, problem, reason] of [
    ['lying-report', 'forged', /^forged: /],
    ['truncated-output', 'truncated', /^truncated: .* bytes/],
    ['empty-output', 'empty', /^empty: s3:\/\/.*stdout is there without content/],
    ['failing-step', 'noHeader', /^script failed before it could report .*exit/],
  ] as const) {
    it(`${fault}: no node counts as compliant, and the reason says why`, async () => {
      for (const { outcome, reportProblem, reason: why = '' } of await auditWith(fault, 1)) {
        deepEqual([outcome, reportProblem], ['NoReport', problem]);
        match(why, reason);
      }
    });
  }

  it('late-output: a report that comes after the reply is waited for', async () => {
    for (const { outcome } of await auditWith('late-output=2000', 3)) equal(outcome, 'NonCompliant');
  });

  /** Together, because a missing object is looked for again for a while. */
  it('a missing object: the node’s role or not, and a short report is as good through Systems Manager', async () => {
    const env = { ...FAST_LAB, WINHARDEN_LAB_FAULTS: 'no-s3-permission=0.5 missing-output=1.0' };
    const audit = (args: string[]) =>
      winharden([...args, '--json', '--canary', '0', '--max-errors', '4'], home.path, env);
    const [long, short] = await Promise.all([audit(LONG_AUDIT), audit(IN_LAB)]);
    const missing = (resultOf(long, 'run-result', 1) as unknown as Nodes).nodes.outcomes;
    deepEqual(missing.map(({ reportProblem }) => reportProblem).sort(), [
      'noPermission',
      'noPermission',
      'notUploaded',
      'notUploaded',
    ]);
    for (const { reportProblem, reason = '' } of missing) {
      if (reportProblem === 'notUploaded')
        match(reason, /^not uploaded: .* is not there; IAM lets the role winharden-/);
      else
        match(
          reason,
          /^no permission: the role (winharden-lab-node-without-s3) of the instance profile \1 lacks s3:PutO/,
        );
    }
    const { nodes } = resultOf(short, 'run-result', 3) as unknown as Nodes;
    deepEqual([...new Set(nodes.outcomes.map(({ report }) => report?.source))], ['inline']);
    match(JSON.parse(short.stdout).warnings.join(), /not in the bucket: no permission: .* lacks s3:PutObject/);
  });

  it('one such node leaves the others what they are', async () => {
    const env = { ...FAST_LAB, WINHARDEN_LAB_FAULTS: 'lying-report' };
    const args = [...IN_LAB, '--json', '--canary', '0', '--max-errors', '1'];
    const { nodes } = resultOf(await winharden(args, home.path, env), 'run-result', 68) as unknown as {
      nodes: { outcomes: { outcome: string }[] };
    };
    equal(nodes.outcomes.filter(({ outcome }) => outcome === 'NoReport').length, 1);
    equal(nodes.outcomes.filter(({ outcome }) => outcome === 'NonCompliant').length, 3);
  });
});
