import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lab, startLab } from '../../../src/lab/index.ts';
import { refuses, resultOf, tempFolder, winharden } from './winharden.ts';

interface Result {
  text: string;
  deployed: {
    state: string;
    changes: { action: string; id: string; type: string }[];
    outputs: Record<string, string>;
  };
}

describe('init', function () {
  this.timeout(60_000);
  const home = tempFolder();
  let lab: Lab;
  const init = (args: string[], env: Record<string, string> = {}) =>
    winharden(['init', '--bucket', 'my-results', ...args], home.path, { ...lab.env, ...env });
  const deploy = async (...args: string[]) =>
    resultOf<Result>(await init(['--deploy', '--yes', '--json', ...args]), 'init-result').deployed;
  before(async () => {
    lab = await startLab({ driver: 'model', nodes: 1, speed: 20 });
  });
  after(async () => {
    await lab.close();
    home.remove();
  });

  it('writes a template, and never over a file that is there', async () => {
    const out = join(home.path, 'setup.yaml');
    const { code, stdout } = await init(['--out', out]);
    equal(code, 0);
    match(stdout, /^Written .*setup\.yaml/);
    match(readFileSync(out, 'utf8'), /Type: AWS::S3::Bucket/);
    await refuses(['init', '--bucket', 'my-results', '--out', out], home.path, lab.env, {
      exit: 2,
      code: 'FileExists',
      message: /is there already/,
      next: /--out/,
    });
  });

  it('writes Terraform', async () => {
    const { text } = resultOf<Result>(await init(['--format', 'terraform', '--json']), 'init-result');
    match(text, /resource "aws_s3_bucket" "results"/);
  });

  it('allows exactly what commands declare', async () => {
    const { text } = resultOf<Result>(await init(['--json']), 'init-result');
    for (const action of ['ssm:SendCommand', 'ssm:StartSession', 'ssm:TerminateSession'])
      ok(text.includes(`- ${action}\n`), action);
    doesNotMatch(text, /cloudformation:|ssm:DescribeSessions/);
  });

  it('shows the change set, and leaves it at that in a dry run', async () => {
    const { code, stdout, stderr } = await init(['--deploy', '--dry-run']);
    equal(code, 0, stderr);
    match(stderr, /add +Results +AWS::S3::Bucket/);
    match(stdout, /dry run/);
  });

  it('makes the stack and its bucket, changes it, and then nothing', async () => {
    const made = await deploy();
    equal(made.state, 'created');
    ok(made.changes.every(({ action }) => action === 'add'));
    equal(made.outputs['Bucket'], 'my-results');
    match(made.outputs['OperatorPolicy'] ?? '', /^arn:aws:iam::\d{12}:policy\/winharden-operator$/);
    const listed = await winharden(['history', '--bucket', 'my-results'], home.path, lab.env);
    doesNotMatch(listed.stderr, /does not exist/);
    equal((await deploy()).state, 'unchanged');
    const changed = await deploy('--report-days', '30', '--without', 'compliance');
    equal(changed.state, 'updated');
    deepEqual(changed.changes, [
      { action: 'change', id: 'Results', type: 'AWS::S3::Bucket' },
      { action: 'change', id: 'OperatorPolicy', type: 'AWS::IAM::ManagedPolicy' },
    ]);
  });

  it('tells people what happens and what comes next', async () => {
    const args = ['init', '--bucket', 'second-results', '--name', 'second', '--deploy', '--yes'];
    const { code, stdout, stderr } = await winharden(args, home.path, lab.env);
    equal(code, 0, stderr);
    match(stderr, /Stack second\n[\s\S]*create complete {2}Results \(AWS::S3::Bucket\)/);
    match(stdout, /^Made the stack second\n[\s\S]*Next:\n {2}winharden doctor --bucket second-results/);
  });

  it('says what failed first, and that the stack has to go before the next try', async () => {
    const taken = ['init', '--bucket', lab.bucket, '--deploy', '--yes', '--name', 'taken'];
    const first = await winharden([...taken, '--json'], home.path, lab.env);
    equal(JSON.parse(first.stdout).error.code, 'BucketTaken');
    match(first.stdout, /choose another --bucket/);
    await refuses(taken, home.path, lab.env, {
      exit: 1,
      code: 'StackBroken',
      message: /taken is ROLLBACK_COMPLETE/,
      next: /delete-stack --stack-name taken/,
    });
  });

  for (const [what, args, expected] of [
    [
      'a bucket name that cannot be',
      ['--bucket', 'My_Results'],
      { exit: 2, code: 'InvalidBucketName', next: /3 to 63/ },
    ],
    ['nobody to ask', ['--bucket', 'b-1', '--deploy'], { exit: 2, code: 'ConfirmationNeeded', next: /--yes/ }],
    [
      'Terraform to deploy',
      ['--bucket', 'b-1', '--deploy', '--format', 'terraform'],
      { exit: 2, code: 'DeployConflict', next: /terraform apply/ },
    ],
  ] as [string, string[], { exit: number; code: string; next: RegExp }][]) {
    it(`refuses ${what}`, () => refuses(['init', ...args], home.path, lab.env, { ...expected, message: /./ }));
  }

  it('names the permission that is missing', async () => {
    const denied = { WINHARDEN_LAB_FAULTS: 'denied=cloudformation:CreateChangeSet', WINHARDEN_LAB_DRIVER: 'model' };
    const args = ['init', '--bucket', 'b-1', '--deploy', '--yes', '--lab'];
    await refuses(args, home.path, denied, {
      exit: 1,
      code: 'NoPermission',
      message: /cloudformation:CreateChangeSet/,
      next: /allowed/,
    });
  });
});
