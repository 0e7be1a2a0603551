import type { StartRunInput } from '../actions/start-run.ts';
import { type AutomationOptions, type RunOptions, USUAL_ROLES } from '../core/run/model.ts';
import { listOf } from './flags.ts';
import { type WhereFlagValues, whereOf } from './where.ts';

/** The values of waveFlags and resultFlags as oclif parses them. */
interface RunFlagValues extends WhereFlagValues, AutomationFlagValues {
  canary: number;
  'wave-size'?: string | undefined;
  'max-concurrency': number;
  'max-errors': string;
  wait: number;
  timeout: number;
  'poll-interval': number;
  bucket?: string | undefined;
  prefix: string;
  /** Only what changes nodes has these two. */
  reboot?: RunOptions['reboot'];
  'reboot-minutes'?: number;
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
    ...(bucket && { bucket }),
    prefix: flags.prefix,
    waitMinutes: flags.wait,
    timeoutSeconds: flags.timeout,
    pollSeconds: flags['poll-interval'],
    reboot: flags.reboot ?? 'never',
    rebootMinutes: flags['reboot-minutes'] ?? 0,
    dryRun: flags['dry-run'],
    ...(where && { where }),
    ...(flags.via === 'automation' && { automation: automationOptions(flags) }),
  };
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

/** What `startRun` is given for audit and apply. */
export function startInput(
  operation: 'audit' | 'apply',
  flags: RunFlagValues & PolicyFlagValues & TargetFlagValues,
  labBucket: string | undefined,
): StartRunInput {
  const resourceGroup = flags['resource-group'];
  return {
    operation,
    ...policyChoice(flags),
    selector: {
      tags: listOf(flags.tag),
      instanceIds: listOf(flags['instance-id']),
      ...(resourceGroup && { resourceGroup }),
    },
    ...runOptions(flags, labBucket),
  };
}
