import type { Condition, Grant, Group, Role } from './grant.ts';
import { GRANTS } from './grants.ts';

/** One statement of an IAM policy, its resources still with what `Grant.on` has in braces. */
export interface Statement {
  sid: string;
  actions: readonly string[];
  on: readonly string[];
  conditions: readonly Condition[];
  why: string;
}

export interface Wanted {
  groups: readonly Group[];
  /** All actions that the commands declare: no policy allows any other. */
  declared: ReadonlySet<string>;
  /** The tag that nodes must have, as `KEY=VALUE`; `*` in the value stands for anything. */
  tag: { key: string; value: string } | null;
  /** Whether the bucket has a key of its own. */
  key: boolean;
}

/** What a role is allowed, least privilege: what no command declares is left out. */
export function statementsFor(role: Role, wanted: Wanted): Statement[] {
  const its = GRANTS.filter(
    ({ roles, group, only }) => roles.includes(role) && wanted.groups.includes(group) && (only !== 'key' || wanted.key),
  );
  return its.flatMap((grant) => {
    if (grant.with !== undefined && !wanted.declared.has(grant.with)) return [];
    const actions = grant.actions.filter((action) => wanted.declared.has(action));
    return actions.length > 0 ? [statementOf(grant, actions, wanted)] : [];
  });
}

function statementOf({ sid, on, conditions = [], only, why }: Grant, actions: string[], { tag }: Wanted): Statement {
  const tagged = only === 'tag' && tag !== null ? [tagCondition(tag)] : [];
  return { sid, actions, on, conditions: [...conditions, ...tagged], why };
}

const tagCondition = ({ key, value }: { key: string; value: string }): Condition => ({
  test: 'StringLike',
  key: `ssm:resourceTag/${key}`,
  values: [value],
});

const BUCKET = 'arn:{partition}:s3:::{bucket}';
const COMMAND = '????????-????-????-????-????????????';
const INSTANCE = 'i-?????????????????';

/** What a node needs for its reports: to write under ids of commands and associations, and nothing beside them. */
export function nodeStatements(key: boolean): Statement[] {
  const none: readonly Condition[] = [];
  return [
    {
      sid: 'WriteReports',
      actions: ['s3:PutObject'],
      on: [`${BUCKET}/{prefix}/${COMMAND}/*`, `${BUCKET}/{prefix}/${INSTANCE}/${COMMAND}/*`],
      conditions: none,
      why: 'under the id of a command, or of an instance and an association: never the record beside them',
    },
    {
      sid: 'ReadEncryption',
      actions: ['s3:GetEncryptionConfiguration'],
      on: [BUCKET],
      conditions: none,
      why: 'the agent asks how to encrypt',
    },
    ...(key
      ? [
          {
            sid: 'UseKey',
            actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
            on: ['{key}'],
            conditions: none,
            why: 'the bucket is encrypted by it',
          },
        ]
      : []),
  ];
}

/** Actions that no grant has. */
export function ungranted(actions: Iterable<string>): string[] {
  const granted = new Set(GRANTS.flatMap((grant) => grant.actions));
  return [...new Set(actions)].filter((action) => !granted.has(action)).sort();
}
