import type { TemplateVersion, Way } from '../core/replace/model.ts';
import type { Found, Planned, Planning } from './planned-group.ts';

/** A group that is replaced by a version of its template: one that has the image already, or one to be made. */
export async function versionWith(
  { app, options }: Planning,
  found: Found,
  from: TemplateVersion,
  imageId: string,
  way: (existing: string | null) => Way,
): Promise<Planned> {
  const isAsWanted = (version: TemplateVersion | null) =>
    version?.imageId === imageId && (!options.requireImdsV2 || version.metadata?.HttpTokens === 'required');
  const common = { ...found, image: imageId, open: null };
  if (isAsWanted(from) && found.nodes.every((node) => node.imageId === imageId))
    return { ...common, state: 'upToDate', reason: 'all nodes have the image', way: null, warnings: [] };
  const latest = await app.replacements.template({ id: from.id, version: '$Latest' });
  const existing = [from, latest].find(isAsWanted)?.version ?? null;
  const warnings = [
    ...(from.keyName === null
      ? []
      : [`its launch template names the key pair ${from.keyName}; a version made from it has it too`]),
    ...(options.force ? ['--force ends nodes whatever PodDisruptionBudgets say'] : []),
  ];
  return { ...common, state: 'ready', reason: null, way: way(existing), warnings };
}
