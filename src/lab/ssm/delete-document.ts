import type { DeleteDocumentRequest } from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { findVersion } from './find-document.ts';
import { ownDocument } from './write-document.ts';

/** Without a version the whole document goes; the default version can only go with it. */
export function deleteDocument(world: World, input: DeleteDocumentRequest): object {
  const document = ownDocument(world, input.Name ?? '');
  if (document.sharedWith?.length) {
    throw new AwsError('InvalidDocumentOperation', `Document ${document.name} is shared; stop sharing it first.`);
  }
  if (input.DocumentVersion === undefined && input.VersionName === undefined) {
    world.documents.remove(document.name);
    return {};
  }
  const gone = findVersion(document, { version: input.DocumentVersion, versionName: input.VersionName });
  if (gone.version === document.defaultVersion) {
    throw new AwsError('InvalidDocumentOperation', 'The default version of the document can not be deleted.');
  }
  world.documents.save({ ...document, versions: document.versions.filter((each) => each !== gone) });
  return {};
}
