import { type InspectorApp, oneInspector } from '../actions/inspector-place.ts';
import type { Selector } from '../core/fleet/model.ts';
import { parseSelector, type RawSelector } from '../core/fleet/selector.ts';
import { BaseCommand } from './base-command.ts';
import { listOf } from './flags.ts';
import type { AwsFlagValues } from './session.ts';
import { whereOf } from './where.ts';

interface TargetFlagValues {
  tag?: string[] | string | undefined;
  'instance-id'?: string[] | string | undefined;
  'resource-group'?: string | undefined;
}

/** What nodes are, of EC2 and Systems Manager. */
export const NODE_ACTIONS = [
  'autoscaling:DescribeAutoScalingGroups',
  'ec2:DescribeInstances',
  'resource-groups:ListGroupResources',
  'ssm:DescribeInstanceInformation',
];

/** What all that asks Inspector has in common: one account and Region. */
export abstract class InspectorCommand extends BaseCommand {
  // oclif's manifest takes statics of the parent class, and of no earlier one.
  static override exitCodes = BaseCommand.exitCodes;

  /** Opens the one account and Region whose Inspector is meant, or the lab. Errors: OneLocation. */
  protected async openInspector(flags: AwsFlagValues): Promise<InspectorApp> {
    const where = whereOf(flags);
    const { app } = await this.openSession(flags);
    const { inspector, ...ports } = where ? await app.within(where) : app;
    if (!inspector) throw oneInspector();
    return { ...ports, inspector };
  }
}

/** What the flags say of nodes, as typed. */
export const rawSelector = (flags: TargetFlagValues): RawSelector => ({
  tags: listOf(flags.tag),
  instanceIds: listOf(flags['instance-id']),
  ...(flags['resource-group'] !== undefined && { resourceGroup: flags['resource-group'] }),
});

/** The nodes that are meant; null: all Windows nodes. Errors: those of parseSelector. */
export function selectorOrAll(flags: TargetFlagValues): Selector | null {
  const raw = rawSelector(flags);
  const isNone = raw.tags.length === 0 && raw.instanceIds.length === 0 && raw.resourceGroup === undefined;
  return isNone ? null : parseSelector(raw);
}
