import { deepEqual, equal, match } from 'node:assert/strict';
import type { Diagnosis } from '../../../src/core/doctor/model.ts';
import { type Lab, startLab } from '../../../src/lab/index.ts';
import { FAST_LAB, refuses, resultOf, tempFolder, winharden } from './winharden.ts';

describe('doctor', () => {
  const home = tempFolder();
  const labs: Lab[] = [];
  after(async () => {
    for (const lab of labs) await lab.close();
    home.remove();
  });

  async function withFaults(...faults: string[]) {
    const lab = await startLab({ driver: 'model', faults });
    labs.push(lab);
    return (args: string[]) => winharden(['doctor', ...args], home.path, { ...lab.env });
  }

  const verdicts = ({ checks }: Diagnosis) => new Map(checks.map(({ id, verdict }) => [id, verdict]));

  it('finds a lab in order, and says so in words', async () => {
    const ended = await winharden(['doctor', '--lab'], home.path, FAST_LAB);
    equal(ended.code, 0, ended.stderr);
    match(ended.stdout, /ok +Permissions +\d\d of \d\d actions are allowed/);
    match(ended.stdout, /^\d+ ok$/m);
  });

  it('names what is missing: a permission, settings of the bucket, the right to upload', async () => {
    const run = await withFaults('careless-bucket', 'denied=SendCommand', 'no-s3-permission');
    const args = ['--json', '--bucket', 'winharden-lab', '--tag', 'eks:nodegroup=windows-ng'];
    const found = verdicts(resultOf<Diagnosis>(await run(args), 'doctor-result', 3));
    equal(found.get('permission-ssm:SendCommand'), 'failed');
    equal(found.get('bucket-public-access'), 'failed');
    equal(found.get('bucket-tls'), 'warning');
    equal(found.get('upload-winharden-lab-node'), 'ok');
    equal(found.get('upload-winharden-lab-node-without-s3'), 'failed');
    equal(found.get('nodes'), 'warning');
  });

  it('goes by harmless requests where IAM may not be asked', async () => {
    const run = await withFaults('denied=SimulatePrincipalPolicy', 'denied=ListCommands');
    const result = resultOf<Diagnosis>(await run(['--json']), 'doctor-result', 3);
    const found = verdicts(result);
    deepEqual([found.get('permissions'), found.get('permission-ssm:ListCommands')], ['unknown', 'failed']);
    equal(found.get('permission-ec2:DescribeInstances'), undefined);
  });

  it('finds in order what init made', async () => {
    const lab = await startLab({ driver: 'model', speed: 100 });
    labs.push(lab);
    const made = await winharden(['init', '--bucket', 'made-by-init', '--deploy', '--yes'], home.path, lab.env);
    equal(made.code, 0, made.stderr);
    const args = ['doctor', '--bucket', 'made-by-init', '--fail-on', 'warning', '--json'];
    const found = verdicts(resultOf<Diagnosis>(await winharden(args, home.path, lab.env), 'doctor-result'));
    for (const id of ['encryption', 'public-access', 'ownership', 'tls', 'versioning', 'lifecycle'])
      equal(found.get(`bucket-${id}`), 'ok', id);
  });

  it('says where the clock is wrong, and where a bucket is not there', async () => {
    const run = await withFaults('clock-skew=2');
    const ended = await run(['--bucket', 'nobody-has-this', '--json', '--fail-on', 'warning']);
    const found = verdicts(resultOf<Diagnosis>(ended, 'doctor-result', 3));
    deepEqual([found.get('clock'), found.get('bucket')], ['warning', 'failed']);
  });

  it('fails at the identity without credentials', async () => {
    const ended = await winharden(['doctor', '--json', '--region', 'eu-west-1'], home.path, {});
    const { checks } = resultOf<Diagnosis>(ended, 'doctor-result', 3);
    deepEqual(
      checks.map(({ id, verdict }) => [id, verdict]),
      [['identity', 'failed']],
    );
    match(checks[0]?.fix.join() ?? '', /aws configure sso/);
  });

  it('refuses a command that is not there, and several places at once', async () => {
    await refuses(
      ['doctor', '--command', 'fly'],
      home.path,
      {},
      {
        exit: 2,
        code: 'UnknownCommand',
        message: /"fly"/,
        next: /schedule create/,
      },
    );
    await refuses(
      ['doctor', '--region', 'eu-west-1,eu-west-2'],
      home.path,
      {},
      {
        exit: 2,
        code: 'SeveralLocations',
        message: /one Region/,
        next: /--region/,
      },
    );
  });
});
