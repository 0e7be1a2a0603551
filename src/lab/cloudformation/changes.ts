import { isDeepStrictEqual } from 'node:util';
import type { Change } from '@aws-sdk/client-cloudformation';
import { inOrder, type Template } from './template.ts';

/** What cannot be changed in place: a new one is made, and the old one goes. */
const REPLACING = [
  'BucketName',
  'Bucket',
  'ManagedPolicyName',
  'Description',
  'RoleName',
  'InstanceProfileName',
  'AliasName',
];

/** What it takes to get from one template to another: real differences alone. */
export function changesBetween(before: Template | null, after: Template): Change[] {
  const old = before?.Resources ?? {};
  const made = inOrder(after).flatMap((id) => {
    const now = after.Resources[id];
    const was = old[id];
    if (!now || isDeepStrictEqual(was, now)) return [];
    if (!was) return [change('Add', id, now.Type)];
    const properties = propertiesThatDiffer(was.Properties ?? {}, now.Properties ?? {});
    const replaced =
      was.Type !== now.Type ||
      (now.Type !== 'AWS::KMS::Key' && properties.some((property) => REPLACING.includes(property)));
    return [change('Modify', id, now.Type, replaced ? 'True' : 'False')];
  });
  const removed = Object.entries(old).filter(([id]) => !Object.hasOwn(after.Resources, id));
  return [...made, ...removed.map(([id, { Type }]) => change('Remove', id, Type))];
}

function propertiesThatDiffer(was: Record<string, unknown>, now: Record<string, unknown>): string[] {
  const names = new Set([...Object.keys(was), ...Object.keys(now)]);
  return [...names].filter((name) => !isDeepStrictEqual(was[name], now[name]));
}

function change(
  Action: 'Add' | 'Modify' | 'Remove',
  LogicalResourceId: string,
  ResourceType: string,
  Replacement?: 'True' | 'False',
): Change {
  return {
    Type: 'Resource',
    ResourceChange: {
      Action,
      LogicalResourceId,
      ResourceType,
      Replacement,
      Scope: Action === 'Modify' ? ['Properties'] : [],
      Details: [],
    },
  };
}
