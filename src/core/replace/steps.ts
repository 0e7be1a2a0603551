import { desiredOf, templateData } from './desired.ts';
import type { GroupName, GroupPlan, ReplaceOptions, Step, Way, WhereFlags } from './model.ts';

/** Text as a POSIX shell takes it. */
const quoted = (text: string) => (/^[\w./:@=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** `aws eks update-nodegroup-version --cluster-name demo`; a flag whose value is true has none. */
function aws(where: string, verb: string, flags: Record<string, string | true | undefined>): string {
  const parts = Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : [value === true ? `--${name}` : `--${name} ${quoted(value)}`],
  );
  return ['aws', verb, ...parts].join(' ') + where;
}

/** A number that the step before has put in a variable, in the middle of quoted JSON. */
const PLACE = '@VERSION@';
const withVariable = (command: string) => command.replaceAll(PLACE, `'"$VERSION"'`);

interface Stepping {
  plan: Pick<GroupPlan, 'name' | 'nodes' | 'open'>;
  way: Way | null;
  options: ReplaceOptions;
  where: WhereFlags;
}

/** The exact steps of replacing a group by hand: what to look at, what to call, how to follow it, how to audit what came. */
export function stepsOf(stepping: Stepping): Step[] {
  const { plan, way } = stepping;
  const { aws: where, winharden } = stepping.where;
  if (!way) return plan.name.kind === 'single' ? singleSteps(plan.name.instanceId, where) : [];
  if (plan.open !== null) return [lookStep(plan.name, plan.open, where), auditStep(plan.name, winharden)];
  const steps = way.by === 'refresh' ? refreshSteps(stepping, way) : nodegroupSteps(stepping, way);
  return [...steps, auditStep(plan.name, winharden)];
}

function nodegroupSteps(
  { plan, options, where: { aws: where } }: Stepping,
  way: Exclude<Way, { by: 'refresh' }>,
): Step[] {
  if (plan.name.kind !== 'nodegroup') return [];
  const { cluster, nodegroup } = plan.name;
  const force = options.force ? (true as const) : undefined;
  const name = { 'cluster-name': cluster, 'nodegroup-name': nodegroup };
  const before: Step = {
    text: 'EKS cordons and drains every node before it ends it. PodDisruptionBudgets that allow nothing stop it; look at them first:',
    command: 'kubectl get poddisruptionbudgets --all-namespaces',
  };
  const follow = aws(where, 'eks wait nodegroup-active', name);
  const followed: Step = {
    text: 'Wait until it is done; the updates of the nodegroup tell how it ended:',
    command: follow,
  };
  if (way.by === 'nodegroup') {
    const flags = { ...name, 'kubernetes-version': way.version, 'release-version': way.releaseVersion, force };
    const start = aws(where, 'eks update-nodegroup-version', flags);
    return [before, { text: 'Have EKS replace the nodes:', command: start }, followed];
  }
  const template = `id=${way.from.id},version=${way.existing ?? PLACE}`;
  const start = aws(where, 'eks update-nodegroup-version', { ...name, 'launch-template': template, force });
  const command = way.existing === null ? start.replace(PLACE, '"$VERSION"') : start;
  return [
    before,
    ...versionSteps(way, options, where),
    { text: 'Have EKS replace the nodes by that version:', command },
    followed,
  ];
}

/** None where the template has such a version already. */
function versionSteps(
  { from, imageId, existing }: Exclude<Way, { by: 'nodegroup' }>,
  { requireImdsV2 }: ReplaceOptions,
  where: string,
): Step[] {
  if (existing !== null) return [];
  const create = aws(
    ` --query LaunchTemplateVersion.VersionNumber --output text${where}`,
    'ec2 create-launch-template-version',
    {
      'launch-template-id': from.id,
      'source-version': from.version,
      'launch-template-data': JSON.stringify(templateData(from, imageId, requireImdsV2)),
    },
  );
  return [{ text: 'Make a version of the launch template with the new image:', command: `VERSION=$(${create})` }];
}

function refreshSteps(
  { plan, options, where: { aws: where } }: Stepping,
  way: Extract<Way, { by: 'refresh' }>,
): Step[] {
  if (plan.name.kind !== 'scalingGroup') return [];
  const { group } = plan.name;
  const desired = JSON.stringify(desiredOf({ id: way.from.id, mixed: way.mixed }, way.existing ?? PLACE));
  const preferences = {
    MinHealthyPercentage: options.minHealthy,
    SkipMatching: true,
    ...(way.autoRollback && { AutoRollback: true }),
  };
  const start = aws(where, 'autoscaling start-instance-refresh', {
    'auto-scaling-group-name': group,
    strategy: 'Rolling',
    'desired-configuration': desired,
    preferences: JSON.stringify(preferences),
  });
  return [
    ...drainSteps(plan.nodes.flatMap(({ kubernetesName }) => kubernetesName ?? [])),
    ...versionSteps(way, options, where),
    { text: 'Have Auto Scaling replace the instances:', command: withVariable(start) },
    lookStep(plan.name, null, where),
  ];
}

/** Auto Scaling knows nothing of Kubernetes. */
function drainSteps(names: string[]): Step[] {
  if (names.length === 0) return [];
  return [
    {
      text: 'An instance refresh ends instances without draining their pods. Keep new pods off the old nodes:',
      command: names.map((name) => `kubectl cordon ${quoted(name)}`).join('\n'),
    },
    {
      text: 'Move their pods, as many nodes at a time as the others can take in; or have the AWS Node Termination Handler do it by a lifecycle hook:',
      command: names
        .map((name) => `kubectl drain ${quoted(name)} --ignore-daemonsets --delete-emptydir-data --timeout=15m`)
        .join('\n'),
    },
  ];
}

function singleSteps(instanceId: string, where: string): Step[] {
  return [
    {
      text: 'It is in no group that would launch another: launch a new instance as this one was launched, with a new image. How it was:',
      command: aws(where, 'ec2 describe-instances', { 'instance-ids': instanceId }),
    },
    {
      text: 'Audit the new one, move the work to it, and end the old one:',
      command: aws(where, 'ec2 terminate-instances', { 'instance-ids': instanceId }),
    },
  ];
}

/** How to look at an update or a refresh; of the latest where there is no id. */
export function lookCommand(name: GroupName, id: string | null, where: string): string {
  if (name.kind === 'nodegroup') {
    const its = { name: name.cluster, 'nodegroup-name': name.nodegroup };
    return id === null
      ? aws(where, 'eks list-updates', its)
      : aws(where, 'eks describe-update', { ...its, 'update-id': id });
  }
  const group = name.kind === 'scalingGroup' ? name.group : '';
  const which = id === null ? { 'max-records': '1' } : { 'instance-refresh-ids': id };
  return aws(where, 'autoscaling describe-instance-refreshes', { 'auto-scaling-group-name': group, ...which });
}

const lookStep = (name: GroupName, id: string | null, where: string): Step => ({
  text: 'See how far it is:',
  command: lookCommand(name, id, where),
});

/** New nodes have none of what was applied to the old ones. */
function auditStep(name: GroupName, where: string): Step {
  const tag =
    name.kind === 'nodegroup'
      ? `eks:nodegroup-name=${name.nodegroup}`
      : `aws:autoscaling:groupName=${name.kind === 'scalingGroup' ? name.group : ''}`;
  const command = `winharden audit --baseline cis-l1 --tag ${quoted(tag)}${where}`;
  return { text: 'The new nodes are as their image is: audit them, and apply your baseline:', command };
}
