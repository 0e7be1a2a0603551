import type { Condition } from '../permissions/grant.ts';
import type { Statement } from '../permissions/policies.ts';
import { HEAD, type Policy, RECORD_FOLDERS, REPORT_FOLDERS, type Setup, whyOf } from './model.ts';

/** The same for Terraform, with the provider hashicorp/aws. */
export function terraformModule(setup: Setup): string {
  const parts = [
    HEAD.map((line) => `# ${line}`).join('\n'),
    PROVIDER,
    ...(setup.encryption === 'kms' ? [keyPart(setup)] : []),
    bucketPart(setup),
    ...setup.policies.map((policy) => policyPart(setup, policy)),
    ...rolesPart(setup),
    outputsPart(setup),
  ];
  return `${parts.join('\n\n')}\n`;
}

const PROVIDER = `terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}`;

/** What stands for what is in braces. */
const VALUES: Record<string, string> = {
  partition: 'data.aws_partition.current.partition',
  account: 'data.aws_caller_identity.current.account_id',
  dns: 'data.aws_partition.current.dns_suffix',
  bucket: 'aws_s3_bucket.results.bucket',
  key: 'aws_kms_key.results.arn',
};

const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, word: string) => `$\{${VALUES[word]}}`);
const quoted = (text: string) => `"${fill(text)}"`;
const list = (texts: readonly string[], indent: string) =>
  texts.length === 1
    ? `[${texts.map(quoted).join('')}]`
    : `[\n${texts.map((text) => `${indent}  ${quoted(text)},\n`).join('')}${indent}]`;

/** As `terraform fmt` has it: the equals signs of neighbours that take one line each stand below each other. */
function attributes(pairs: readonly [string, string][], indent: string): string {
  const isLong = (value: string) => value.includes('\n');
  const neighbours = (at: number) => {
    const before = pairs.slice(0, at).findLastIndex(([, value]) => isLong(value));
    const after = pairs.findIndex(([, value], index) => index >= at && isLong(value));
    return pairs.slice(before + 1, after === -1 ? undefined : after);
  };
  const widthAt = (at: number) => Math.max(...neighbours(at).map(([name]) => name.length));
  return pairs
    .map(([name, value], at) => `${indent}${isLong(value) ? name : name.padEnd(widthAt(at))} = ${value}\n`)
    .join('');
}

const keyPart = ({ name }: Setup) => `resource "aws_kms_key" "results" {
  description         = "Encrypts the results of winharden."
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.results_key.json

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "results" {
  name          = "alias/${name}-results"
  target_key_id = aws_kms_key.results.key_id
}

data "aws_iam_policy_document" "results_key" {
  # leaves it to IAM policies of the account who may use the key; * is the key itself
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = [${quoted('arn:{partition}:iam::{account}:root')}]
    }
  }
}`;

const bucketPart = (setup: Setup) => `resource "aws_s3_bucket" "results" {
  bucket = "${setup.bucket}"

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "results" {
  bucket                  = aws_s3_bucket.results.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "results" {
  bucket = aws_s3_bucket.results.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "results" {
  bucket = aws_s3_bucket.results.id

  rule {
${setup.encryption === 'kms' ? KMS : AES}
  }
}

resource "aws_s3_bucket_versioning" "results" {
  bucket = aws_s3_bucket.results.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "results" {
  bucket = aws_s3_bucket.results.id

  # reports of nodes: folders named by command, or by instance
  dynamic "rule" {
    for_each = ${JSON.stringify(REPORT_FOLDERS).replaceAll(',', ', ')}

    content {
      id     = "reports-$\{rule.value}"
      status = "Enabled"

      filter {
        prefix = "${setup.prefix}/$\{rule.value}"
      }

      expiration {
        days = ${setup.reportDays}
      }

      noncurrent_version_expiration {
        noncurrent_days = 30
      }
    }
  }

  dynamic "rule" {
    for_each = ${JSON.stringify(RECORD_FOLDERS).replaceAll(',', ', ')}

    content {
      id     = rule.value
      status = "Enabled"

      filter {
        prefix = "${setup.prefix}/$\{rule.value}/"
      }

      expiration {
        days = ${setup.recordDays}
      }

      noncurrent_version_expiration {
        noncurrent_days = 30
      }
    }
  }

  rule {
    id     = "uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.results]
}

resource "aws_s3_bucket_policy" "results" {
  bucket = aws_s3_bucket.results.id
  policy = data.aws_iam_policy_document.results_bucket.json
}

data "aws_iam_policy_document" "results_bucket" {
  # nobody reads or writes without TLS
  statement {
    sid     = "TlsOnly"
    effect  = "Deny"
    actions = ["s3:*"]
    resources = ${list(['arn:{partition}:s3:::{bucket}', 'arn:{partition}:s3:::{bucket}/*'], '    ')}

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}`;

const KMS = `    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.results.arn
    }`;

const AES = `    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }`;

const idOf = ({ id }: Policy) => id.replaceAll('-', '_');

const policyPart = (setup: Setup, policy: Policy) => `resource "aws_iam_policy" "${idOf(policy)}" {
  name        = "${setup.name}-${policy.id}"
  description = "${policy.description}"
  policy      = data.aws_iam_policy_document.${idOf(policy)}.json
}

data "aws_iam_policy_document" "${idOf(policy)}" {
${policy.statements.map((statement) => statementPart(setup, statement)).join('\n\n')}
}`;

function statementPart({ name, prefix }: Setup, statement: Statement): string {
  const { sid, actions, on, conditions } = statement;
  const resources = on.map((arn) => arn.replaceAll('{name}', name).replaceAll('{prefix}', prefix));
  const pairs: [string, string][] = [
    ['sid', `"${sid}"`],
    ['actions', list(actions, '    ')],
    ['resources', list(resources, '    ')],
  ];
  const body = `${attributes(pairs, '    ')}${conditions.map(conditionPart).join('')}`;
  return `  # ${whyOf(statement)}\n  statement {\n${body}  }`;
}

function conditionPart({ test, key, values }: Condition): string {
  const pairs: [string, string][] = [
    ['test', `"${test}"`],
    ['variable', `"${key}"`],
    ['values', list(values, '      ')],
  ];
  return `\n    condition {\n${attributes(pairs, '      ')}    }\n`;
}

function rolesPart(setup: Setup): string[] {
  const { principal, nodeRole, name } = setup;
  const people = principal === null ? [] : (['operator', 'auditor'] as const);
  return [
    ...people.map((role) => rolePart(setup, role, `"AWS"`, principal ?? '')),
    ...(nodeRole
      ? [
          rolePart(setup, 'node', `"Service"`, 'ec2.{dns}'),
          `resource "aws_iam_role_policy_attachment" "node_ssm" {
  role       = aws_iam_role.node.name
  policy_arn = ${quoted('arn:{partition}:iam::aws:policy/AmazonSSMManagedInstanceCore')}
}

resource "aws_iam_instance_profile" "node" {
  name = "${name}-node"
  role = aws_iam_role.node.name
}`,
        ]
      : []),
  ];
}

function rolePart({ name, policies }: Setup, role: Policy['role'], type: string, principal: string): string {
  const own = policies.filter((policy) => policy.role === role);
  const attached = own.map(
    (policy) => `resource "aws_iam_role_policy_attachment" "${idOf(policy)}" {
  role       = aws_iam_role.${role}.name
  policy_arn = aws_iam_policy.${idOf(policy)}.arn
}`,
  );
  const itself = `resource "aws_iam_role" "${role}" {
  name               = "${name}-${role}"
  assume_role_policy = data.aws_iam_policy_document.${role}_trust.json
}

data "aws_iam_policy_document" "${role}_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = ${type}
      identifiers = [${quoted(principal)}]
    }
  }
}`;
  return [itself, ...attached].join('\n\n');
}

function outputsPart({ policies, principal, nodeRole, encryption }: Setup): string {
  const values: [string, string][] = [
    ['bucket', 'aws_s3_bucket.results.bucket'],
    ...(encryption === 'kms' ? [['key', 'aws_kms_key.results.arn'] as [string, string]] : []),
    ...policies.map((policy): [string, string] => [`${idOf(policy)}_policy`, `aws_iam_policy.${idOf(policy)}.arn`]),
    ...(principal === null
      ? []
      : (['operator', 'auditor'].map((role) => [`${role}_role`, `aws_iam_role.${role}.arn`]) as [string, string][])),
    ...(nodeRole ? [['node_profile', 'aws_iam_instance_profile.node.arn'] as [string, string]] : []),
  ];
  return values.map(([name, value]) => `output "${name}" {\n  value = ${value}\n}`).join('\n\n');
}
