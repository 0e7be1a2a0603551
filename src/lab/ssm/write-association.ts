import { randomUUID } from 'node:crypto';
import type {
  CreateAssociationRequest,
  CreateAssociationResult,
  DeleteAssociationRequest,
  StartAssociationsOnceRequest,
  UpdateAssociationRequest,
  UpdateAssociationResult,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import { awaitNextRun, runAssociation } from './association-runs.ts';
import { type AssociationContent, latestVersion, type StoredAssociation } from './association-store.ts';
import { checkAssociation } from './check-association.ts';
import { describe } from './describe-association.ts';
import { findAssociation } from './find-association.ts';
import { toTags } from './tags.ts';

const MOST_ASSOCIATIONS = 2000;
const MOST_VERSIONS = 1000;

export function createAssociation(world: World, input: CreateAssociationRequest): CreateAssociationResult {
  const { Tags, InstanceId, ...content } = input;
  if (InstanceId !== undefined)
    throw new AwsError(
      'InvalidParameters',
      'InstanceId is for schema version 1.2; use Targets with the key InstanceIds.',
    );
  checkAssociation(world, content);
  if (world.associations.all().length >= MOST_ASSOCIATIONS)
    throw new AwsError('AssociationLimitExceeded', 'You can have at most 2,000 active associations.');
  const version = { version: '1', created: world.clock.now().toISOString(), content };
  const association = { id: randomUUID(), tags: toTags(Tags), versions: [version], executions: [] };
  return { AssociationDescription: keep(world, association) };
}

/** Replaces all of it: what is left out is gone (API). */
export function updateAssociation(world: World, input: UpdateAssociationRequest): UpdateAssociationResult {
  const { AssociationId, AssociationVersion, ...content } = input;
  const association = findAssociation(world, AssociationId);
  const { version } = latestVersion(association);
  if (AssociationVersion !== undefined && AssociationVersion !== version && AssociationVersion !== '$LATEST')
    throw new AwsError(
      'InvalidAssociationVersion',
      `The version you specified isn't valid: ${AssociationVersion}, the latest is ${version}.`,
    );
  if (content.Name === undefined)
    throw new AwsError('InvalidUpdate', "The update isn't valid: Name has to be given again.");
  checkAssociation(world, content as AssociationContent);
  if (association.versions.length >= MOST_VERSIONS)
    throw new AwsError(
      'AssociationVersionLimitExceeded',
      'An association version can have a maximum of 1,000 versions.',
    );
  const next = {
    version: String(Number(version) + 1),
    created: world.clock.now().toISOString(),
    content: content as AssociationContent,
  };
  return { AssociationDescription: keep(world, { ...association, versions: [...association.versions, next] }) };
}

/** Both run at once, unless the association is for the times of its schedule only. */
function keep(world: World, association: StoredAssociation) {
  world.associations.save(association);
  if (latestVersion(association).content.ApplyOnlyAtCronInterval !== true) runAssociation(world, association.id);
  awaitNextRun(world, association.id);
  return describe(world, world.associations.get(association.id) as StoredAssociation);
}

export function deleteAssociation(world: World, { AssociationId }: DeleteAssociationRequest): object {
  const { id } = findAssociation(world, AssociationId);
  world.associations.remove(id);
  awaitNextRun(world, id);
  return {};
}

export function startAssociationsOnce(world: World, { AssociationIds = [] }: StartAssociationsOnceRequest): object {
  const unknown = AssociationIds.find((id) => !world.associations.get(id));
  if (unknown) throw new AwsError('InvalidAssociation', `The association isn't valid or doesn't exist: ${unknown}`);
  for (const id of AssociationIds) runAssociation(world, id);
  return {};
}
