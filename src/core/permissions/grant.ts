/** A part of what winharden does, that can be left out of the policies. */
export const GROUPS = [
  'fleet',
  'locations',
  'automation',
  'schedules',
  'compliance',
  'posture',
  'replace',
  'access',
  'images',
  'inspector',
  'guardduty',
  'doctor',
] as const;
export type Group = (typeof GROUPS)[number];

/** Who gets a grant; `setup` is who runs `init --deploy`, and gets it from somewhere else. */
export type Role = 'operator' | 'auditor' | 'setup';

/** Which resources actions are allowed on, and for whom. An action may be in several. */
export interface Grant {
  sid: string;
  group: Group;
  roles: readonly Role[];
  actions: readonly string[];
  /**
   * ARNs with `{partition}`, `{account}`, `{bucket}`, `{prefix}`, `{key}` (the bucket's KMS key) and `{name}` (of all that is set up).
   * `*` is for actions for which IAM knows no resource.
   */
  on: readonly string[];
  conditions?: readonly Condition[];
  /** `tag`: on instances with the tag of --tag alone. `key`: only where the bucket has a key of its own. */
  only?: 'tag' | 'key';
  /** An action that must be declared too, where this one is declared for other services as well. */
  with?: string;
  why: string;
}

export interface Condition {
  test: 'StringEquals' | 'StringLike';
  key: string;
  values: readonly string[];
}
