import { deepEqual, doesNotMatch, equal, match, ok, throws } from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { GROUPS } from '../../../../src/core/permissions/grant.ts';
import { GRANTS } from '../../../../src/core/permissions/grants.ts';
import { nodeStatements, type Statement, statementsFor, ungranted } from '../../../../src/core/permissions/policies.ts';
import { cloudFormationTemplate } from '../../../../src/core/setup/cloudformation.ts';
import { planSetup, type SetupOptions } from '../../../../src/core/setup/plan-setup.ts';
import { terraformModule } from '../../../../src/core/setup/terraform.ts';
import { declaredByCommand } from './declared.ts';

const GOLDEN = join(import.meta.dirname, '../../../fixtures/golden');
/** Those of a golden file must not change with every command. */
const SOME = GRANTS.slice(0, 20).flatMap(({ actions }) => actions);

const options = (over: Partial<SetupOptions> = {}): SetupOptions => ({
  name: 'winharden',
  bucket: 'my-results',
  prefix: 'winharden',
  encryption: 'kms',
  reportDays: 400,
  recordDays: 1100,
  principal: 'arn:aws:iam::111122223333:role/platform',
  nodeRole: true,
  tag: { key: 'eks:nodegroup-name', value: 'windows-*' },
  only: [],
  without: [],
  declared: SOME,
  ...over,
});

/** `WINHARDEN_GOLDEN=write` writes them anew. */
function golden(name: string, text: string): void {
  const file = join(GOLDEN, name);
  if (process.env['WINHARDEN_GOLDEN'] === 'write' || !existsSync(file)) writeFileSync(file, text);
  equal(text, readFileSync(file, 'utf8'));
}

const wanted = (role: 'operator' | 'auditor', declared: string[]) =>
  statementsFor(role, { groups: GROUPS, declared: new Set(declared), tag: null, key: true });

describe('grants', () => {
  it('say for every action that a command declares on which resources it is allowed', async () => {
    const declared = await declaredByCommand();
    for (const [file, actions] of declared) deepEqual(ungranted(actions), [], file);
  });

  it('let an operator do all that commands declare, but making the setup itself', async () => {
    const declared = [...(await declaredByCommand()).values()].flat();
    const allowed = new Set(wanted('operator', declared).flatMap(({ actions }) => actions));
    const left = new Set(declared.filter((action) => !allowed.has(action) && !action.startsWith('cloudformation:')));
    deepEqual([...left], []);
  });

  it('give what changes anything on named resources alone, where IAM knows any', () => {
    const everywhere = GRANTS.filter(({ on }) => on.includes('*')).flatMap(({ actions }) => actions);
    deepEqual(
      everywhere.filter((action) => !/:(Describe|List|Get|BatchGet)/.test(action)),
      ['ssm:CancelCommand', 'inspector2:Enable', 'guardduty:CreateDetector'],
    );
    for (const { on } of GRANTS) equal(on.includes('*') && on.length > 1, false);
  });

  it('never let an auditor write a document, a schedule or a report', () => {
    const all = GRANTS.flatMap(({ actions }) => actions);
    const auditor = wanted('auditor', all);
    const writing =
      /^ssm:(Create|Update|Delete|AddTags|Start|Modify)|Enable|(Start|Cancel|Rollback)InstanceRefresh|^(ec2|eks):(?!Describe|List)|PassRole/;
    deepEqual(
      auditor.flatMap(({ actions }) => actions.filter((action) => writing.test(action))),
      [],
    );
    const sent = auditor.filter(({ actions }) => actions.includes('ssm:SendCommand')).flatMap(({ on }) => on);
    ok(sent.filter((arn) => arn.includes(':document/')).every((arn) => arn.endsWith('/winharden-*-audit')));
  });
});

describe('the setup', () => {
  it('is this CloudFormation template', () => {
    golden('setup.yaml', cloudFormationTemplate(planSetup(options())));
  });

  it('is this Terraform module', () => {
    golden('setup.tf', terraformModule(planSetup(options())));
  });

  it('has no key, no roles and no tag where none is wanted', () => {
    const plain = planSetup(options({ encryption: 's3', principal: null, nodeRole: false, tag: null }));
    for (const text of [cloudFormationTemplate(plain), terraformModule(plain)]) {
      doesNotMatch(text, /kms:|KMS::|aws_kms|IAM::Role|"aws_iam_role"|resourceTag|InstanceProfile:/);
      match(text, /AES256/);
    }
  });

  it('leaves groups out', () => {
    const setup = planSetup(options({ without: ['automation', 'schedules'] }));
    doesNotMatch(cloudFormationTemplate(setup), /Automation|Association/);
  });

  it('keeps within what IAM and CloudFormation take', async () => {
    const declared = [...(await declaredByCommand()).values()].flat();
    const setup = planSetup(options({ bucket: 'b'.repeat(63), prefix: 'p'.repeat(40), declared }));
    const text = cloudFormationTemplate(setup);
    ok(text.length < 51_200, `${text.length} bytes`);
    for (const { id, statements } of setup.policies) ok(sizeOf(statements) < 6144, `${id}: ${sizeOf(statements)}`);
  });

  it('is plain YAML but for CloudFormation’s own tags', () => {
    const text = cloudFormationTemplate(planSetup(options()));
    const { Resources } = parse(text, { logLevel: 'silent' });
    equal(Resources.Results.Properties.PublicAccessBlockConfiguration.RestrictPublicBuckets, true);
    equal(Resources.Results.Properties.LifecycleConfiguration.Rules.length, 20);
  });

  for (const [what, over, code] of [
    ['a bucket with capitals', { bucket: 'My-Results' }, 'InvalidBucketName'],
    ['a bucket like an address', { bucket: '10.0.0.1' }, 'InvalidBucketName'],
    ['a bucket of S3’s own names', { bucket: 'results--ol-s3' }, 'InvalidBucketName'],
    ['no prefix', { prefix: '' }, 'InvalidPrefix'],
    ['a prefix with a wildcard', { prefix: 'a*' }, 'InvalidPrefix'],
    ['a stack name with a dot', { name: 'win.harden' }, 'InvalidName'],
    ['anybody as principal', { principal: '*' }, 'InvalidPrincipal'],
    ['a tag with a brace', { tag: { key: 'a', value: '$' + '{b}' } }, 'InvalidTag'],
    ['nothing left', { only: ['fleet'], without: ['fleet'] }, 'NothingLeft'],
  ] as [string, Partial<SetupOptions>, string][]) {
    it(`refuses ${what}`, () => {
      throws(() => planSetup(options(over)), { code });
    });
  }
});

/** As IAM counts: without blanks, with the longest values. */
function sizeOf(statements: readonly Statement[]): number {
  const filled = (text: string) =>
    text
      .replaceAll('{partition}', 'aws-us-gov')
      .replaceAll('{account}', '111122223333')
      .replaceAll('{bucket}', 'b'.repeat(63))
      .replaceAll('{prefix}', 'p'.repeat(40))
      .replaceAll('{name}', 'winharden')
      .replaceAll('{key}', 'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/11111111-2222-3333-4444-555555555555');
  const Statement = statements.map(({ sid, actions, on, conditions }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: on.map(filled),
    ...(conditions.length > 0 && { Condition: conditions }),
  }));
  return JSON.stringify({ Version: '2012-10-17', Statement }).length;
}

describe('what docs/security.md says of nodes', () => {
  it('is what nodes get', () => {
    const text = nodeStatements(true).flatMap(({ actions, on }) => [...actions, ...on]);
    const page = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8');
    const node = page.slice(page.indexOf('## What a node needs'), page.indexOf('## The bucket'));
    for (const action of text.filter((word) => /^\w+:\w+$/.test(word))) ok(node.includes(action), action);
    ok(node.includes('winharden/????????-????-????-????-????????????/*'));
  });
});

describe('docs/security.md', () => {
  it('names no action that no grant has', () => {
    const page = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8');
    const named = [
      ...page.matchAll(/["`]((?:ssm|ec2|autoscaling|resource-groups|s3|kms|iam|securityhub):[A-Z]\w+)["`]/g),
    ].map(([, action = '']) => action);
    const granted = [...named].filter(
      (action) => !nodeStatements(true).some(({ actions }) => actions.includes(action)),
    );
    deepEqual(ungranted(granted), []);
  });
});
