import type {
  DescribeDocumentPermissionRequest,
  DescribeDocumentPermissionResponse,
  ModifyDocumentPermissionRequest,
  ModifyDocumentPermissionResponse,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { ownDocument } from './write-document.ts';

const MOST_ACCOUNTS = 1000;

/** Shares a document in this Region with accounts, or takes that back. */
export function modifyPermission(
  world: World,
  input: ModifyDocumentPermissionRequest,
): ModifyDocumentPermissionResponse {
  const document = ownDocument(world, input.Name ?? '');
  const shared = new Set(document.sharedWith);
  for (const account of input.AccountIdsToAdd ?? []) shared.add(account);
  for (const account of input.AccountIdsToRemove ?? []) shared.delete(account);
  if (shared.size > MOST_ACCOUNTS) {
    throw new AwsError('DocumentPermissionLimit', `A document can be shared with at most ${MOST_ACCOUNTS} accounts.`);
  }
  world.documents.save({ ...document, sharedWith: [...shared] });
  return {};
}

export function describePermission(
  world: World,
  input: DescribeDocumentPermissionRequest,
): DescribeDocumentPermissionResponse {
  const { sharedWith = [] } = ownDocument(world, input.Name ?? '');
  return {
    AccountIds: sharedWith,
    AccountSharingInfoList: sharedWith.map((AccountId) => ({ AccountId, SharedDocumentVersion: '$DEFAULT' })),
  };
}
