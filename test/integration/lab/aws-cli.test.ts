import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { idsByName, type LabUnderTest, openLab, pause, stepsDocument } from './clients.ts';
import { tinyDocument } from './tiny-document.ts';

const execute = promisify(execFile);
/** Loudly skips without the CLI; where CI is set, the tests then fail. */
async function requireCli(test: Mocha.Context): Promise<void> {
  const there = await execute('aws', ['--version']).then(
    () => true,
    () => false,
  );
  if (there || process.env['CI']) return;
  console.warn('\n  !!! NOT RUN: the AWS CLI against the lab, because there is no `aws` on PATH !!!\n');
  test.skip();
}

describe('lab: the AWS CLI', function () {
  this.timeout(120_000);
  let under: LabUnderTest;
  let work: string;
  before(async function () {
    await requireCli(this);
    under = await openLab();
    work = await mkdtemp(join(tmpdir(), 'winharden-cli-'));
  });
  after(async () => {
    await under?.lab.close();
    if (work) await rm(work, { recursive: true });
  });

  /** Runs the CLI with nothing but the lab's environment and answers what it printed. */
  async function aws(...args: string[]): Promise<string> {
    const env = { PATH: process.env['PATH'] ?? '', HOME: work, ...under.lab.env };
    return (await execute('aws', [...args, '--endpoint-url', under.lab.endpoint], { env, cwd: work })).stdout;
  }
  const json = async (...args: string[]) => JSON.parse(await aws(...args, '--output', 'json'));

  it('sees the nodes', async () => {
    const { InstanceInformationList } = await json('ssm', 'describe-instance-information');
    assert.equal(InstanceInformationList.length, 8);
    const { Reservations } = await json(
      'ec2',
      'describe-instances',
      '--filters',
      'Name=tag:eks:nodegroup-name,Values=windows-ng',
    );
    assert.equal(Reservations.length, 9);
    assert.equal((await json('sts', 'get-caller-identity')).Account, '123456789012');
    const { ResourceIdentifiers } = await json('resource-groups', 'list-group-resources', '--group', 'windows-ng');
    assert.equal(ResourceIdentifiers.length, 9);
  });

  it('publishes, sends, follows and reads', async () => {
    const instance = (await idsByName(under))['windows-2025-core'] as string;
    await writeFile(join(work, 'tiny.yaml'), tinyDocument('audit'));
    await aws(
      'ssm',
      'create-document',
      '--name',
      'cli-tiny',
      '--document-type',
      'Command',
      '--document-format',
      'YAML',
      '--content',
      'file://tiny.yaml',
    );
    await pause(50);
    const sent = await json(
      'ssm',
      'send-command',
      '--document-name',
      'cli-tiny',
      '--instance-ids',
      instance,
      '--parameters',
      'RunId=cli-1',
      '--output-s3-bucket-name',
      under.lab.bucket,
      '--output-s3-key-prefix',
      'cli',
    );
    const id = sent.Command.CommandId;
    let status = '';
    for (let look = 0; look < 30 && status !== 'Success'; look++) {
      const { CommandInvocations } = await json('ssm', 'list-command-invocations', '--command-id', id, '--details');
      status = CommandInvocations[0]?.Status ?? '';
    }
    const got = await json('ssm', 'get-command-invocation', '--command-id', id, '--instance-id', instance);
    assert.match(got.StandardOutputContent, /"runId":"cli-1"/);
    assert.match(await aws('s3', 'ls'), /winharden-lab/);
    assert.match(
      await aws('s3', 'ls', `s3://${under.lab.bucket}/cli/${id}/${instance}/awsrunPowerShellScript/harden/`),
      /stdout/,
    );
    assert.equal(
      await aws('s3', 'cp', `s3://${under.lab.bucket}/cli/${id}/${instance}/awsrunPowerShellScript/harden/stdout`, '-'),
      got.StandardOutputContent,
    );
  });

  it('associates a document with a schedule, and reads what came of it', async () => {
    const text = stepsDocument([{ name: 'say', lines: ["Write-Output 'done'"] }]);
    await aws('ssm', 'create-document', '--name', 'cli-says', '--document-type', 'Command', '--content', text);
    await pause(50);
    const made = await json(
      ...['ssm', 'create-association', '--name', 'cli-says', '--association-name', 'cli'],
      ...['--targets', 'Key=tag:Name,Values=windows-2025-core', '--schedule-expression', 'cron(0 2 ? * THU#2 *)'],
      ...['--schedule-offset', '3', '--apply-only-at-cron-interval'],
    );
    const id: string = made.AssociationDescription.AssociationId;
    const which = ['--association-id', id];
    assert.equal((await json('ssm', 'describe-association', ...which)).AssociationDescription.ScheduleOffset, 3);
    await aws('ssm', 'start-associations-once', '--association-ids', id);
    let executions: { ExecutionId: string; Status: string }[] = [];
    for (let look = 0; look < 30 && executions[0]?.Status !== 'Success'; look++)
      executions = (await json('ssm', 'describe-association-executions', ...which)).AssociationExecutions;
    const execution = ['--execution-id', executions[0]?.ExecutionId ?? ''];
    const targets = await json('ssm', 'describe-association-execution-targets', ...which, ...execution);
    const [{ ResourceId, OutputSource }] = targets.AssociationExecutionTargets;
    const output = ['--command-id', OutputSource.OutputSourceId, '--instance-id', ResourceId];
    assert.match((await json('ssm', 'get-command-invocation', ...output)).StandardOutputContent, /^done/);
    await aws('ssm', 'delete-association', ...which);
    assert.deepEqual((await json('ssm', 'list-associations')).Associations, []);
  });

  it('writes objects, and reads of errors what AWS would say', async () => {
    await writeFile(join(work, 'file.txt'), 'from the CLI');
    await aws('s3', 'cp', 'file.txt', `s3://${under.lab.bucket}/put/file.txt`);
    assert.equal(await aws('s3', 'cp', `s3://${under.lab.bucket}/put/file.txt`, '-'), 'from the CLI');
    await assert.rejects(
      aws('ssm', 'send-command', '--document-name', 'nothing', '--instance-ids', 'i-00000000'),
      /InvalidDocument/,
    );
    await assert.rejects(aws('s3', 'ls', 's3://nobodys-bucket'), /NoSuchBucket/);
  });
});
