import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { bucketChecks } from '../../../../src/core/doctor/bucket-checks.ts';
import { diagnosisOf } from '../../../../src/core/doctor/model.ts';
import { nodeChecks, uploadChecks } from '../../../../src/core/doctor/node-checks.ts';
import { permissionChecks, sampleResource } from '../../../../src/core/doctor/permission-checks.ts';
import {
  clockCheck,
  endpointChecks,
  identityCheck,
  quotaChecks,
  trialChecks,
} from '../../../../src/core/doctor/place-checks.ts';
import { isTlsOnly } from '../../../../src/core/doctor/tls-only.ts';
import { WinhardenError } from '../../../../src/core/errors.ts';
import type { BucketSettings, Trial } from '../../../../src/core/ports.ts';

const deny = (change: object = {}) => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::results', 'arn:aws:s3:::results/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  ...change,
});
const policy = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

const GOOD: BucketSettings = {
  encryption: { algorithm: 'aws:kms', bucketKey: true },
  publicAccess: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
  ownership: 'BucketOwnerEnforced',
  policy: policy(deny()),
  versioning: 'Enabled',
  lifecycleRules: 2,
};
const denied = new WinhardenError({ code: 'NoPermission', message: 'you may not', suggestions: ['ask'] });

describe('what the doctor says of a bucket', () => {
  it('is ok where all is as it should be', () => {
    deepEqual(
      bucketChecks('results', GOOD).map(({ verdict }) => verdict),
      ['ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
    );
  });

  const cases: [keyof BucketSettings, BucketSettings[keyof BucketSettings], string, string, RegExp][] = [
    ['encryption', null, 'bucket-encryption', 'failed', /put-bucket-encryption --bucket results/],
    ['encryption', { algorithm: 'aws:kms', bucketKey: false }, 'bucket-encryption', 'warning', /bucket key/],
    ['publicAccess', null, 'bucket-public-access', 'failed', /put-public-access-block --bucket results/],
    ['publicAccess', { BlockPublicAcls: false }, 'bucket-public-access', 'failed', /BlockPublicAcls=true/],
    ['ownership', 'ObjectWriter', 'bucket-ownership', 'warning', /BucketOwnerEnforced/],
    ['policy', null, 'bucket-tls', 'warning', /aws:SecureTransport/],
    ['versioning', 'Suspended', 'bucket-versioning', 'warning', /Status=Enabled/],
    ['lifecycleRules', 0, 'bucket-lifecycle', 'warning', /expire/],
    ['policy', { unknown: denied }, 'bucket-tls', 'unknown', /ask/],
  ];
  for (const [name, value, id, verdict, fix] of cases) {
    it(`is ${verdict} for ${name} ${JSON.stringify(value)}, and says what to do`, () => {
      const found = bucketChecks('results', { ...GOOD, [name]: value });
      const bad = found.filter((check) => check.verdict !== 'ok');
      deepEqual(
        bad.map((check) => [check.id, check.verdict]),
        [[id, verdict]],
      );
      match(bad[0]?.fix.join('\n') ?? '', fix);
    });
  }
});

describe('a bucket policy', () => {
  it('is for TLS only where everybody is denied everything else', () => {
    ok(isTlsOnly(policy({ Effect: 'Allow' }, deny()), 'results'));
    ok(isTlsOnly(policy(deny({ Principal: { AWS: '*' }, Action: ['s3:*'], Resource: '*' })), 'results'));
  });

  for (const change of [
    { Effect: 'Allow' },
    { Principal: { AWS: 'arn:aws:iam::111122223333:root' } },
    { Action: 's3:PutObject' },
    { Resource: 'arn:aws:s3:::results' },
    { Resource: 'arn:aws:s3:::other/*' },
    { Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
    { Condition: { Bool: { 'aws:SecureTransport': 'false', 'aws:ViaAWSService': 'false' } } },
    { Condition: {} },
  ]) {
    it(`is not with ${JSON.stringify(change)}`, () => equal(isTlsOnly(policy(deny(change)), 'results'), false));
  }

  it('is not where it is no JSON', () => equal(isTlsOnly('Deny', 'results'), false));
});

describe('what the doctor says of the place', () => {
  it('warns of the root user', () => {
    const identity = { account: '111122223333', region: 'eu-west-1' };
    equal(identityCheck({ ...identity, arn: 'arn:aws:iam::111122223333:root' }).verdict, 'warning');
    equal(identityCheck({ ...identity, arn: 'arn:aws:sts::111122223333:assumed-role/ops/me' }).verdict, 'ok');
  });

  for (const [ahead, verdict, found] of [
    [0.4, 'ok', 'with AWS'],
    [-20, 'ok', '20 seconds behind AWS'],
    [100, 'warning', '100 seconds ahead of AWS'],
    [-400, 'failed', '400 seconds behind AWS'],
    [null, 'unknown', 'the answer had no time'],
  ] as const) {
    it(`calls a clock that is ${ahead} seconds ahead ${verdict}`, () => {
      const check = clockCheck(ahead);
      deepEqual([check.verdict, check.found], [verdict, found]);
    });
  }

  const trial = (service: string, action: string, code?: string): Trial => ({
    service,
    action,
    error: code === undefined ? null : new WinhardenError({ code, message: `${action}: ${code}` }),
  });

  it('knows who answered: whoever says no has', () => {
    const checks = endpointChecks(
      [
        trial('EC2', 'ec2:DescribeInstances', 'NoPermission'),
        trial('Systems Manager', 'ssm:ListCommands', 'Unreachable'),
      ],
      ['AWS_ENDPOINT_URL'],
    );
    deepEqual(
      checks.map(({ id, verdict }) => [id, verdict]),
      [
        ['endpoint-ec2', 'ok'],
        ['endpoint-systems-manager', 'failed'],
      ],
    );
    match(checks[1]?.fix.join() ?? '', /AWS_ENDPOINT_URL/);
  });

  it('goes by trials where IAM may not be asked', () => {
    const trials = [trial('EC2', 'ec2:DescribeInstances', 'NoPermission'), trial('EC2', 'ec2:Other', 'Unreachable')];
    deepEqual(
      trialChecks(trials, denied).map(({ id, verdict }) => [id, verdict]),
      [
        ['permission-ec2:DescribeInstances', 'failed'],
        ['permissions', 'unknown'],
      ],
    );
  });

  it('warns before a quota is reached', () => {
    deepEqual(
      quotaChecks({ documents: 460, associations: 3 }).map(({ verdict }) => verdict),
      ['warning', 'ok'],
    );
  });
});

describe('what the doctor says of permissions', () => {
  const needs = [
    { action: 'ssm:SendCommand', commands: ['audit', 'apply'], optional: false },
    { action: 'autoscaling:DescribeAutoScalingGroups', commands: ['apply'], optional: true },
  ];

  it('names each missing action, and who needs it', () => {
    const checks = permissionChecks(
      needs,
      needs.map(({ action }) => ({ action: action.toLowerCase(), resource: '*', allowed: false })),
    );
    deepEqual(
      checks.map(({ verdict }) => verdict),
      ['ok', 'failed', 'warning'],
    );
    match(checks[0]?.found ?? '', /^0 of 2/);
    match(checks[1]?.found ?? '', /winharden audit, winharden apply/);
    match(checks[1]?.fix.join() ?? '', /winharden init/);
    match(checks[2]?.found ?? '', /can do without/);
  });

  it('asks of resources as runs name them, because what is allowed on those is denied on *', () => {
    const of = { partition: 'aws', region: 'eu-west-1', account: '111122223333', bucket: 'results', prefix: 'w' };
    equal(sampleResource('s3:ListBucket', of), 'arn:aws:s3:::results');
    equal(sampleResource('s3:PutObject', of), 'arn:aws:s3:::results/w/runs/*');
    equal(sampleResource('ssm:SendCommand', of), 'arn:aws:ssm:eu-west-1:111122223333:document/winharden-*');
    equal(sampleResource('ssm:UpdateAssociation', of), 'arn:aws:ssm:eu-west-1:111122223333:association/*');
    equal(sampleResource('ssm:ListCommands', of), '*');
    equal(sampleResource('ec2:DescribeInstances', of), '*');
    equal(sampleResource('s3:ListBucket', { ...of, bucket: null }), '*');
  });
});

describe('what the doctor says of nodes', () => {
  const node = (instanceId: string, agent: string) => ({ instanceId, agent, computerName: '', platform: '', tags: {} });

  it('lists who cannot take part by reason, and agents that are behind', () => {
    const excluded = ['i-3', 'i-4'].map((instanceId) => ({ instanceId, reason: 'offline' }));
    const [nodes, agents] = nodeChecks([node('i-1', '3.3.10.0'), node('i-2', '3.3.9.0')], excluded);
    deepEqual([nodes?.verdict, nodes?.found], ['warning', '2 of 4 nodes can take part']);
    deepEqual(nodes?.fix, ['i-3, i-4: offline']);
    deepEqual([agents?.verdict, agents?.found], ['warning', '3.3.9.0, 3.3.10.0; behind: i-2']);
  });

  it('fails where nobody can take part', () => {
    const checks = nodeChecks([], [{ instanceId: 'i-1', reason: 'offline' }]);
    deepEqual(
      checks.map(({ verdict }) => verdict),
      ['failed', 'unknown'],
    );
  });

  it('says once for each instance profile whether it may write', () => {
    const right = (profile: string | null, may: 'yes' | 'no' | 'unknown') => ({ profile, role: profile, may });
    const checks = uploadChecks(
      new Map([
        ['i-1', right('good', 'yes')],
        ['i-2', right('good', 'yes')],
        ['i-3', right('bad', 'no')],
        ['i-4', right(null, 'unknown')],
      ]),
      'results',
    );
    deepEqual(
      checks.map(({ id, verdict }) => [id, verdict]),
      [
        ['upload-good', 'ok'],
        ['upload-bad', 'failed'],
        ['upload-no-profile', 'unknown'],
      ],
    );
    match(checks[1]?.found ?? '', /i-3/);
  });
});

describe('a diagnosis', () => {
  it('counts its verdicts', () => {
    const checks = quotaChecks({ documents: 500, associations: 0 });
    deepEqual(diagnosisOf(checks).counts, { ok: 1, warning: 1, failed: 0, unknown: 0 });
  });
});
