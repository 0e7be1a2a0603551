import { EXIT, WinhardenError } from '../errors.ts';
import { GROUPS, type Group } from '../permissions/grant.ts';
import { nodeStatements, statementsFor, type Wanted } from '../permissions/policies.ts';
import type { Policy, Setup } from './model.ts';

export interface SetupOptions extends Omit<Setup, 'policies'> {
  only: readonly Group[];
  without: readonly Group[];
  /** `KEY=VALUE`, or null for all instances. */
  tag: { key: string; value: string } | null;
  declared: readonly string[];
}

/** Groups of the policy that everybody needs; the others are a policy of their own, because IAM has a limit of 6,144 characters. */
const FLEET: readonly Group[] = ['fleet', 'locations', 'automation', 'schedules', 'compliance'];

/** Errors: InvalidBucketName, InvalidPrefix, InvalidName, InvalidPrincipal, InvalidTag, NothingLeft. */
export function planSetup({ only, without, tag, declared, ...setup }: SetupOptions): Setup {
  check(setup, tag);
  const groups = GROUPS.filter((group) => (only.length === 0 || only.includes(group)) && !without.includes(group));
  if (groups.length === 0) throw usage('NothingLeft', '--only and --without leave nothing', 'leave one of them out');
  const wanted = { declared: new Set(declared), tag, key: setup.encryption === 'kms' };
  return { ...setup, policies: policiesOf(groups, wanted) };
}

function policiesOf(groups: readonly Group[], wanted: Omit<Wanted, 'groups'>): Policy[] {
  const people = (['operator', 'auditor'] as const).flatMap((role) => [
    { id: role, role, in: groups.filter((group) => FLEET.includes(group)) },
    { id: `${role}-services`, role, in: groups.filter((group) => !FLEET.includes(group)) },
  ]);
  const theirs = people.map(({ id, role, in: its }) => ({
    id,
    role,
    description: DESCRIPTIONS[role],
    statements: statementsFor(role, { ...wanted, groups: its }),
  }));
  const node = { id: 'node', role: 'node' as const, description: DESCRIPTIONS.node };
  return [
    ...theirs.filter(({ statements }) => statements.length > 0),
    { ...node, statements: nodeStatements(wanted.key) },
  ];
}

const DESCRIPTIONS = {
  operator: 'What winharden needs to audit nodes and to change them.',
  auditor: 'What winharden needs to audit nodes; nothing here changes one.',
  node: 'What a node needs to leave its reports in the bucket.',
};

const BUCKET =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|--x-s3|\.mrap)$)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;
const PRINCIPAL = /^arn:aws[a-z-]*:iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]+)$/;

function check({ name, bucket, prefix, principal }: Omit<Setup, 'policies'>, tag: SetupOptions['tag']): void {
  if (!BUCKET.test(bucket))
    throw usage(
      'InvalidBucketName',
      `"${bucket}" cannot be the name of a bucket`,
      '3 to 63 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends: winharden-111122223333',
    );
  if (!/^[\w.-]+(\/[\w.-]+)*$/.test(prefix))
    throw usage(
      'InvalidPrefix',
      `the prefix "${prefix}" is no folder in a bucket`,
      'write it as winharden or team/winharden',
    );
  if (!/^[A-Za-z][A-Za-z0-9-]{0,39}$/.test(name))
    throw usage(
      'InvalidName',
      `"${name}" cannot name a stack`,
      'a letter, then letters, digits and hyphens, 40 at most',
    );
  if (principal !== null && !PRINCIPAL.test(principal))
    throw usage(
      'InvalidPrincipal',
      `"${principal}" is not the ARN of an account, a user or a role`,
      'write it as arn:aws:iam::111122223333:role/platform',
    );
  if (tag !== null && !/^[\p{L}\p{N} _.:/=+@*?-]+$/u.test(`${tag.key}${tag.value}`))
    throw usage(
      'InvalidTag',
      `the tag "${tag.key}=${tag.value}" is none`,
      'write it as --tag eks:nodegroup-name=windows-*',
    );
}

const usage = (code: string, message: string, suggestion: string) =>
  new WinhardenError({ code, message, suggestions: [suggestion], exit: EXIT.usage });
