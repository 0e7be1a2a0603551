import type { CreateAssociationRequest } from '@aws-sdk/client-ssm';
import type { Folder } from '../folder.ts';

/** What an association says; UpdateAssociation replaces all of it. */
export type AssociationContent = Omit<CreateAssociationRequest, 'Tags' | 'InstanceId'>;

export interface AssociationVersion {
  /** `1`, `2` … */
  version: string;
  /** ISO date. */
  created: string;
  content: AssociationContent;
}

interface AssociationExecution {
  /** Also the id of the command that is behind it. */
  id: string;
  version: string;
}

export interface StoredAssociation {
  id: string;
  tags: Record<string, string>;
  /** Oldest first. */
  versions: AssociationVersion[];
  /** Oldest first. */
  executions: AssociationExecution[];
  /** ISO date of the last run that the schedule asked for; what comes next is counted from it. */
  lastDue?: string;
}

/** The account's associations, oldest first. */
export interface AssociationStore {
  all(): StoredAssociation[];
  get(id: string): StoredAssociation | undefined;
  save(association: StoredAssociation): void;
  remove(id: string): void;
}

export const latestVersion = ({ versions }: StoredAssociation) => versions.at(-1) as AssociationVersion;

/** Associations live in memory and, where there is a folder, in `associations/<id>.json`. */
export function associationStore(folder: Folder): AssociationStore {
  const known = folder
    .list('associations')
    .flatMap((file) => folder.readJson<StoredAssociation>(`associations/${file}`) ?? []);
  const created = ({ versions }: StoredAssociation) => versions[0]?.created ?? '';
  known.sort((one, other) => (created(one) < created(other) ? -1 : 1));
  const associations = new Map(known.map((association) => [association.id, association]));
  return {
    all: () => [...associations.values()],
    get: (id) => associations.get(id),
    save: (association) => {
      associations.set(association.id, association);
      folder.writeJson(`associations/${association.id}.json`, association);
    },
    remove: (id) => {
      associations.delete(id);
      folder.remove(`associations/${id}.json`);
    },
  };
}
