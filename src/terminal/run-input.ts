import type { StartRunInput } from '../actions/start-run.ts';
import type { RawSelector } from '../core/fleet/selector.ts';
import type { PolicyChoice } from '../core/plan/model.ts';
import type { HookOptions } from '../core/run/hooks.ts';
import { type AutomationOptions, type RunOptions, USUAL_ROLES } from '../core/run/model.ts';
import { parsePause } from '../core/run/pause.ts';
import { listOf } from './flags.ts';
import { type WhereFlagValues, whereOf } from './where.ts';

/** The values of waveFlags and resultFlags as oclif parses them. */
interface RunFlagValues extends WhereFlagValues, AutomationFlagValues {
  canary: string;
  'wave-size'?: string | undefined;
  'max-concurrency': string;
  'max-errors': string;
  'max-changes'?: string;
  pause?: string | undefined;
  'catch-newcomers': boolean;
  'before-wave'?: string | undefined;
  'after-wave'?: string | undefined;
  'hook-timeout': number;
  'on-hook-failure': HookOptions['onFailure'];
  wait: number;
  timeout: number;
  'poll-interval': number;
  bucket?: string | undefined;
  prefix: string;
  /** Only what changes nodes has these. */
  reboot?: RunOptions['reboot'];
  'reboot-minutes'?: number;
  'no-lock'?: boolean;
  'dry-run': boolean;
}

/** Only audit and apply have them. */
interface AutomationFlagValues {
  via?: string;
  'execution-role'?: string;
  'automation-role'?: string;
  'location-concurrency'?: string;
}

const automationOptions = (flags: AutomationFlagValues): AutomationOptions => ({
  executionRole: flags['execution-role'] ?? USUAL_ROLES.executionRole,
  automationRole: flags['automation-role'] ?? USUAL_ROLES.automationRole,
  locationConcurrency: flags['location-concurrency'] ?? '1',
});

interface PolicyFlagValues {
  baseline: string[] | string;
  prefer?: string[] | string | undefined;
  config?: string | undefined;
  include?: string[] | string | undefined;
  'accept-risk'?: string[] | string | undefined;
  'no-overlay': boolean;
  'allow-dc': boolean;
}

interface TargetFlagValues {
  tag?: string[] | string | undefined;
  'instance-id'?: string[] | string | undefined;
  'resource-group'?: string | undefined;
}

/** How the run goes, from the flags; `labBucket` where a lab has one and no other was named. */
export function runOptions(flags: RunFlagValues, labBucket: string | undefined): RunOptions {
  const bucket = flags.bucket ?? labBucket;
  const waveSize = flags['wave-size'];
  const where = whereOf(flags);
  return {
    canary: flags.canary,
    ...(waveSize && { waveSize }),
    maxConcurrency: flags['max-concurrency'],
    maxErrors: flags['max-errors'],
    ...(flags['max-changes'] && { maxChanges: flags['max-changes'] }),
    ...(flags.pause !== undefined && { pause: parsePause(flags.pause) }),
    ...hookOptions(flags),
    ...(flags['catch-newcomers'] && { catchNewcomers: true }),
    ...(bucket && { bucket }),
    prefix: flags.prefix,
    waitMinutes: flags.wait,
    timeoutSeconds: flags.timeout,
    pollSeconds: flags['poll-interval'],
    reboot: flags.reboot ?? 'never',
    rebootMinutes: flags['reboot-minutes'] ?? 0,
    ...(flags['no-lock'] && { noLock: true }),
    dryRun: flags['dry-run'],
    ...(where && { where }),
    ...(flags.via === 'automation' && { automation: automationOptions(flags) }),
  };
}

function hookOptions(flags: RunFlagValues): Pick<RunOptions, 'hooks'> {
  const before = flags['before-wave'];
  const after = flags['after-wave'];
  if (!before && !after) return {};
  const how = { timeoutSeconds: flags['hook-timeout'], onFailure: flags['on-hook-failure'] };
  return { hooks: { ...(before && { before }), ...(after && { after }), ...how } };
}

/** What nodes are held to, from the flags. */
export function policyChoice(flags: PolicyFlagValues) {
  return {
    baseline: listOf(flags.baseline),
    prefer: listOf(flags.prefer),
    ...(flags.config && { configFile: flags.config }),
    include: listOf(flags.include),
    acceptRisk: listOf(flags['accept-risk']),
    noOverlay: flags['no-overlay'],
    allowDomainControllers: flags['allow-dc'],
  };
}

/** Of the choices those alone that were made, to go over what was chosen before. */
export function otherChoices(flags: Omit<PolicyFlagValues, 'baseline'>): Partial<PolicyChoice> {
  const { baseline: _, ...choices } = policyChoice({ ...flags, baseline: [] });
  return Object.fromEntries(Object.entries(choices).filter(([, choice]) => choice && [choice].flat().length > 0));
}

/** What `startRun` is given for audit and apply. */
export function startInput(
  operation: 'audit' | 'apply',
  flags: RunFlagValues & PolicyFlagValues & TargetFlagValues,
  labBucket: string | undefined,
): StartRunInput {
  return {
    operation,
    ...policyChoice(flags),
    selector: rawSelectorOf(flags),
    ...runOptions(flags, labBucket),
  };
}

/** Which nodes, as typed. */
export function rawSelectorOf(flags: TargetFlagValues): RawSelector {
  const resourceGroup = flags['resource-group'];
  return {
    tags: listOf(flags.tag),
    instanceIds: listOf(flags['instance-id']),
    ...(resourceGroup && { resourceGroup }),
  };
}
