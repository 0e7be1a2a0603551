import { Document, type Node, Scalar } from 'yaml';
import type { Condition } from '../permissions/grant.ts';
import type { Statement } from '../permissions/policies.ts';
import { HEAD, type Policy, RECORD_FOLDERS, REPORT_FOLDERS, type Setup, whyOf } from './model.ts';

/** The setup as a CloudFormation template in YAML: the same setup is the same text. */
export function cloudFormationTemplate(setup: Setup): string {
  const document = new Document({
    AWSTemplateFormatVersion: quoted('2010-09-09'),
    Description: `winharden: bucket ${setup.bucket}, and policies ${setup.name}-*`,
    Resources: {
      ...(setup.encryption === 'kms' && keyResources(setup)),
      ...bucketResources(setup),
      ...Object.fromEntries(setup.policies.map((policy) => [policyId(policy), policyResource(setup, policy)])),
      ...roleResources(setup),
    },
    Outputs: outputs(setup),
  });
  document.commentBefore = HEAD.map((line) => ` ${line}`).join('\n');
  return document.toString({ lineWidth: 0, singleQuote: true });
}

/** What holds results outlives the stack, unless the stack was never made. */
const KEEP = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

function keyResources({ name }: Setup) {
  return {
    ResultsKey: {
      Type: 'AWS::KMS::Key',
      ...KEEP,
      Properties: {
        Description: 'Encrypts the results of winharden.',
        EnableKeyRotation: true,
        KeyPolicy: {
          Version: version(),
          Statement: [
            because('leaves it to IAM policies of the account who may use the key; * is the key itself', {
              Sid: 'Account',
              Effect: 'Allow',
              Principal: { AWS: sub('arn:{partition}:iam::{account}:root') },
              Action: 'kms:*',
              Resource: '*',
            }),
          ],
        },
      },
    },
    ResultsKeyAlias: {
      Type: 'AWS::KMS::Alias',
      Properties: { AliasName: `alias/${name}-results`, TargetKeyId: ref('ResultsKey') },
    },
  };
}

function bucketResources(setup: Setup) {
  return {
    Results: {
      Type: 'AWS::S3::Bucket',
      ...KEEP,
      Properties: {
        BucketName: setup.bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: { ServerSideEncryptionConfiguration: [encryption(setup)] },
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: { Rules: lifecycle(setup) },
      },
    },
    ResultsPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: ref('Results'),
        PolicyDocument: {
          Version: version(),
          Statement: [
            because('nobody reads or writes without TLS', {
              Sid: 'TlsOnly',
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: [sub('arn:{partition}:s3:::{bucket}'), sub('arn:{partition}:s3:::{bucket}/*')],
              Condition: { Bool: { 'aws:SecureTransport': false } },
            }),
          ],
        },
      },
    },
  };
}

const encryption = (setup: Setup) =>
  setup.encryption === 's3'
    ? { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }
    : {
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: getAtt('ResultsKey.Arn') },
      };

function lifecycle({ prefix, reportDays, recordDays }: Setup) {
  const rule = (id: string, folder: string, days: number) => ({
    Id: id,
    Status: 'Enabled',
    Prefix: `${prefix}/${folder}`,
    ExpirationInDays: days,
    NoncurrentVersionExpiration: { NoncurrentDays: 30 },
  });
  const [first, ...rest] = REPORT_FOLDERS.map((digit) => rule(`reports-${digit}`, digit, reportDays));
  return [
    because('reports of nodes: folders named by command, or by instance', first as object),
    ...rest,
    ...RECORD_FOLDERS.map((folder) => rule(folder, `${folder}/`, recordDays)),
    { Id: 'uploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
  ];
}

/** `operator-services` as `OperatorServicesPolicy`. */
const policyId = ({ id }: Policy) =>
  `${id
    .split('-')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')}Policy`;

function policyResource({ name, prefix }: Setup, policy: Policy) {
  return {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      ManagedPolicyName: `${name}-${policy.id}`,
      Description: policy.description,
      PolicyDocument: {
        Version: version(),
        Statement: policy.statements.map((statement) =>
          because(whyOf(statement), statementOf(statement, { name, prefix })),
        ),
      },
    },
  };
}

function statementOf({ sid, actions, on, conditions }: Statement, { name, prefix }: Pick<Setup, 'name' | 'prefix'>) {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: [...actions],
    Resource: on.map((arn) => sub(arn.replaceAll('{name}', name).replaceAll('{prefix}', prefix))),
    ...(conditions.length > 0 && { Condition: conditionOf(conditions) }),
  };
}

function conditionOf(conditions: readonly Condition[]) {
  const tests = Map.groupBy(conditions, ({ test }) => test);
  return Object.fromEntries(
    [...tests].map(([test, its]) => [test, Object.fromEntries(its.map(({ key, values }) => [key, [...values]]))]),
  );
}

function roleResources(setup: Setup) {
  const { principal, nodeRole, name } = setup;
  return {
    ...(principal !== null && {
      OperatorRole: roleResource(setup, 'operator', { AWS: principal }),
      AuditorRole: roleResource(setup, 'auditor', { AWS: principal }),
    }),
    ...(nodeRole && {
      NodeRole: roleResource(setup, 'node', { Service: sub('ec2.{dns}') }),
      NodeProfile: {
        Type: 'AWS::IAM::InstanceProfile',
        Properties: { InstanceProfileName: `${name}-node`, Roles: [ref('NodeRole')] },
      },
    }),
  };
}

function roleResource({ name, policies }: Setup, role: Policy['role'], principal: object) {
  const own = policies.filter((policy) => policy.role === role).map((policy) => ref(policyId(policy)));
  const managed = role === 'node' ? [sub('arn:{partition}:iam::aws:policy/AmazonSSMManagedInstanceCore')] : [];
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: `${name}-${role}`,
      AssumeRolePolicyDocument: {
        Version: version(),
        Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: [...managed, ...own],
    },
  };
}

function outputs({ encryption, policies, principal, nodeRole }: Setup) {
  return {
    Bucket: { Value: ref('Results') },
    ...(encryption === 'kms' && { Key: { Value: getAtt('ResultsKey.Arn') } }),
    ...Object.fromEntries(policies.map((policy) => [policyId(policy), { Value: ref(policyId(policy)) }])),
    ...(principal !== null && {
      OperatorRole: { Value: getAtt('OperatorRole.Arn') },
      AuditorRole: { Value: getAtt('AuditorRole.Arn') },
    }),
    ...(nodeRole && { NodeProfile: { Value: getAtt('NodeProfile.Arn') } }),
  };
}

/** What stands for what is in braces, in `!Sub`. */
const PSEUDO: Record<string, string> = {
  partition: 'AWS::Partition',
  account: 'AWS::AccountId',
  dns: 'AWS::URLSuffix',
  bucket: 'Results',
  key: 'ResultsKey.Arn',
};

function tagged(tag: string, value: string): Scalar {
  const scalar = new Scalar(value);
  scalar.tag = tag;
  return scalar;
}

/** Else YAML 1.1 takes it for a day. */
function quoted(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = 'QUOTE_SINGLE';
  return scalar;
}

const version = () => quoted('2012-10-17');
const ref = (id: string) => tagged('!Ref', id);
const getAtt = (name: string) => tagged('!GetAtt', name);

function sub(text: string): Scalar | string {
  const filled = text.replaceAll(/\{(\w+)\}/g, (_, word: string) => `$\{${PSEUDO[word]}}`);
  return filled === text ? text : tagged('!Sub', filled);
}

function because(why: string, value: object): Node {
  const node = new Document().createNode(value) as Node;
  node.commentBefore = ` ${why}`;
  return node;
}
