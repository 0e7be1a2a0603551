import type { Decision } from '../ports.ts';
import { type Check, check } from './model.ts';

/** Which commands need an action, and whether they go on without it. */
export interface Need {
  action: string;
  commands: string[];
  optional: boolean;
}

/** One line for all that is allowed, one for each action that is not. */
export function permissionChecks(needs: readonly Need[], decisions: readonly Decision[]): Check[] {
  const denied = new Set(decisions.filter(({ allowed }) => !allowed).map(({ action }) => action.toLowerCase()));
  const missing = needs.filter(({ action }) => denied.has(action.toLowerCase()));
  const allowed = needs.length - missing.length;
  if (needs.length === 0) return [check('permissions', 'Permissions', 'ok', 'none are needed')];
  const all = check('permissions', 'Permissions', 'ok', `${allowed} of ${needs.length} actions are allowed`);
  return [all, ...missing.map(missingCheck)];
}

function missingCheck({ action, commands, optional }: Need): Check {
  const who = commands.map((name) => `winharden ${name}`).join(', ');
  const found = optional ? `not allowed; ${who} can do without` : `not allowed, and needed by ${who}`;
  const fix = [`have ${action} allowed for yourself: \`winharden init\` writes the whole policy`];
  return check(`permission-${action}`, action, optional ? 'warning' : 'failed', found, fix);
}

export interface SampleOf {
  partition: string;
  region: string;
  account: string;
  bucket: string | null;
  prefix: string;
}

/**
 * A resource as winharden would name it, for IAM to judge: an action that is allowed on winharden's documents alone is denied
 * on `*`. Which actions have resources: the Service Authorization Reference.
 */
export function sampleResource(action: string, { partition, region, account, bucket, prefix }: SampleOf): string {
  const [service = '', operation = ''] = action.split(':');
  const place = `arn:${partition}:ssm:${region}:${account}`;
  if (service === 's3') {
    if (bucket === null) return '*';
    const isObject = /Object/.test(operation);
    return `arn:${partition}:s3:::${bucket}${isObject ? `/${prefix}/runs/20270131T101500Z-a1b2c3/result.json` : ''}`;
  }
  if (service !== 'ssm') return '*';
  if (OF_DOCUMENTS.has(operation)) return `${place}:document/winharden-cis-l1-audit`;
  if (OF_ASSOCIATIONS.has(operation)) return `${place}:association/00000000-0000-4000-8000-000000000000`;
  return '*';
}

const OF_DOCUMENTS = new Set([
  'CreateDocument',
  'UpdateDocument',
  'DescribeDocument',
  'GetDocument',
  'ModifyDocumentPermission',
  'SendCommand',
  'AddTagsToResource',
]);
const OF_ASSOCIATIONS = new Set([
  'CreateAssociation',
  'UpdateAssociation',
  'DeleteAssociation',
  'DescribeAssociation',
  'StartAssociationsOnce',
  'DescribeAssociationExecutions',
  'DescribeAssociationExecutionTargets',
  'ListTagsForResource',
]);
