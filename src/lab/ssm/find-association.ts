import { AwsError } from '../protocol/error.ts';
import type { World } from '../world.ts';
import type { StoredAssociation } from './association-store.ts';

export function findAssociation(world: World, id: string | undefined): StoredAssociation {
  const association = world.associations.get(id ?? '');
  if (association) return association;
  throw new AwsError('AssociationDoesNotExist', `The specified association doesn't exist: ${id}`);
}
