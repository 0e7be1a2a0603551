import type { NodeRule, Rule } from './model.ts';
import { BOOTSTRAP_RULES } from './rules/bootstrap.ts';
import { CLUSTER_RULES } from './rules/cluster.ts';
import { DISK_RULES } from './rules/disk.ts';
import { IAM_RULES } from './rules/iam.ts';
import { IMAGE_RULES } from './rules/image.ts';
import { NETWORK_RULES } from './rules/network.ts';
import { PLACING_RULES } from './rules/placing.ts';
import { SHAPE } from './rules/shape.ts';
import { SSH_RULES } from './rules/ssh.ts';

/** Judged for each Windows node group. */
export const NODE_RULES: readonly NodeRule[] = [
  ...SSH_RULES,
  ...IAM_RULES,
  ...IMAGE_RULES,
  ...DISK_RULES,
  ...NETWORK_RULES,
  ...PLACING_RULES,
  ...BOOTSTRAP_RULES,
];

/** Every rule, for people and for SARIF. */
export const RULES: readonly Rule[] = [...Object.values(SHAPE), ...NODE_RULES, ...CLUSTER_RULES].map(
  ({ id, severity, field, what, why, mend }) => ({ id, severity, field, what, why, mend }),
);

/** Of what is broken, or of waivers themselves, there is nothing to waive. */
const NOT_WAIVABLE: readonly Rule[] = [
  SHAPE.yaml,
  SHAPE.noManifest,
  SHAPE.waiverNoReason,
  SHAPE.waiverUnknown,
  SHAPE.waiverUnused,
];

export const WAIVABLE: ReadonlySet<string> = new Set(
  RULES.map(({ id }) => id).filter((id) => !NOT_WAIVABLE.some((rule) => rule.id === id)),
);
