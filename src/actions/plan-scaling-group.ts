import type { ScalingGroup } from '../core/ports.ts';
import { hasOtherTemplates, mayGoBack } from '../core/replace/desired.ts';
import { chooseImage } from './choose-image.ts';
import { alive, type Found, type Planned, type Planning, refused } from './planned-group.ts';
import { versionWith } from './template-version.ts';

/** How a group of Auto Scaling is replaced: by an instance refresh, which drains nothing. */
export async function planScalingGroup(planning: Planning, name: string): Promise<Planned> {
  const { replacements, inventory } = planning.app;
  const group = await replacements.scalingGroup(name);
  if (!group) return refused(`Auto Scaling has no group ${name}: it is gone, or in another account or Region`);
  const machines = await inventory.machinesById(group.instances);
  const found: Found = { nodes: machines.filter(alive) };
  const open = group.nodegroup === null ? await replacements.openRefresh(name) : null;
  const planned = await byRefresh(planning, group, found);
  if (!open) return planned;
  return { ...planned, ...found, state: 'inProgress', reason: 'an instance refresh is under way', open: open.id };
}

const FROM_CONFIGURATION =
  'which cannot be changed: make a launch template of it (EC2 console: Launch configurations, Copy to launch template), set it on the group (aws autoscaling update-auto-scaling-group --launch-template), and do this again';

async function byRefresh(planning: Planning, group: ScalingGroup, found: Found): Promise<Planned> {
  const { options, app } = planning;
  if (group.nodegroup !== null)
    return refused(`it is of the managed nodegroup ${group.nodegroup}, which EKS alone may replace`, found);
  if (group.launchConfiguration !== null)
    return refused(
      `it launches from the launch configuration ${group.launchConfiguration}, ${FROM_CONFIGURATION}`,
      found,
    );
  if (hasOtherTemplates(group.mixed))
    return refused('some of its instance types have launch templates of their own: replace it by hand', found);
  if (options.releaseVersion !== undefined)
    return refused('only managed nodegroups have a --release-version: name the image with --image-id', found);
  const from = group.template && (await app.replacements.template(group.template));
  if (!group.template || !from) return refused('it launches from a launch template that is not there', found);
  if (from.imageId?.startsWith('resolve:') && options.imageId === undefined)
    return refused(
      `its launch template takes the image from ${from.imageId}: an instance refresh without a new version takes the newest; or name one with --image-id`,
      found,
    );
  const { template, mixed } = group;
  const chosen = await chooseImage({
    facts: app.posture.at(undefined),
    options,
    current: from.imageId ?? found.nodes[0]?.imageId ?? null,
    release: planning.release,
    cluster: planning.cluster,
  });
  if ('refused' in chosen) return refused(chosen.refused, found);
  const autoRollback = mayGoBack(template, from.imageId);
  const { imageId } = chosen;
  const planned = await versionWith(planning, found, from, imageId, (existing) => ({
    by: 'refresh',
    from,
    imageId,
    existing,
    mixed,
    autoRollback,
  }));
  return { ...planned, warnings: [...planned.warnings, ...warningsOf(planned, template.version, autoRollback)] };
}

function warningsOf({ state }: Planned, version: string, autoRollback: boolean): string[] {
  if (state !== 'ready') return [];
  const noWayBack = `it launches from the version ${version} of its template, so that Auto Scaling cannot go back by itself if the refresh fails`;
  return [
    'AN INSTANCE REFRESH DOES NOT DRAIN PODS: instances end with whatever runs on them; cordon and drain their nodes before',
    ...(autoRollback ? [] : [noWayBack]),
  ];
}
