import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { amazonDocument } from './amazon-documents.ts';
import type { StoredDocument, StoredVersion } from './document-store.ts';

/** The document by name or ARN: the account's own, one that another shares with it in this Region, or one of Amazon's that the lab knows. */
export function findDocument(world: World, nameOrArn: string, code = 'InvalidDocument'): StoredDocument {
  const [, region, owner, inArn] = /^arn:aws:ssm:([\w-]*):(\d*):document\/(.+)$/.exec(nameOrArn) ?? [];
  const name = inArn ?? nameOrArn;
  const document =
    owner && owner !== world.account ? sharedDocument(world, `${owner}/${region}`, name) : world.documents.get(name);
  const found = document ?? amazonDocument(name);
  if (found) return found;
  throw new AwsError(code, `Document with name ${nameOrArn} does not exist.`);
}

function sharedDocument(world: World, location: string, name: string): StoredDocument | undefined {
  if (!location.endsWith(`/${world.region}`)) return undefined;
  const document = world.at(location)?.documents.get(name);
  return document?.sharedWith?.includes(world.account) ? document : undefined;
}

export const latestOf = (document: StoredDocument) => document.versions.at(-1) as StoredVersion;

/** The version asked for: a number, `$LATEST`, `$DEFAULT`, by version name, or the default one. */
export function findVersion(
  document: StoredDocument,
  { version, versionName }: { version?: string; versionName?: string },
): StoredVersion {
  if (version === '$LATEST') return latestOf(document);
  const wanted = version === undefined || version === '$DEFAULT' ? document.defaultVersion : version;
  const found = document.versions.find((each) =>
    versionName === undefined || version !== undefined ? each.version === wanted : each.versionName === versionName,
  );
  if (found && (versionName === undefined || found.versionName === versionName)) return found;
  const asked = versionName ?? version;
  throw new AwsError(
    'InvalidDocumentVersion',
    `The document version ${asked} does not exist for document ${document.name}.`,
  );
}

export function statusOf(
  world: World,
  document: StoredDocument,
  version: StoredVersion,
): 'Active' | 'Creating' | 'Updating' {
  if (world.clock.now().getTime() >= version.activeAt) return 'Active';
  return document.versions[0] === version ? 'Creating' : 'Updating';
}
