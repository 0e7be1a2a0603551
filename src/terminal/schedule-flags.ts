import { boolean, integer, option, string } from '@oclif/core/flags';
import { SEVERITIES } from '../core/ports.ts';
import { REBOOTS } from '../core/run/model.ts';
import { parseExpression } from '../core/schedule/expression.ts';
import { DANGERS, type ScheduleSettings } from '../core/schedule/model.ts';
import { awsFlags, dryRunFlag, listOf, otherBaselineFlag, policyFlags, resultFlags, targetFlags } from './flags.ts';
import { policyChoice } from './run-input.ts';

/** When. */
const timeFlags = {
  cron: string({
    helpGroup: 'time',
    helpValue: 'CRON',
    summary: 'In UTC: minute hour day-of-month month day-of-week year, as "0 2 ? * SUN *".',
    env: 'WINHARDEN_CRON',
    exclusive: ['rate', 'at'],
  }),
  rate: string({
    helpGroup: 'time',
    helpValue: 'RATE',
    summary: 'From now on, as "7 days": 30 minutes at least.',
    env: 'WINHARDEN_RATE',
    exclusive: ['at'],
  }),
  at: string({
    helpGroup: 'time',
    helpValue: 'TIME',
    summary: 'Once, in UTC, as 2027-01-31T02:00:00.',
    env: 'WINHARDEN_AT',
  }),
  'offset-days': integer({
    helpGroup: 'time',
    helpValue: 'N',
    summary: 'Days from each cron time to the run, as 3 after "0 2 ? * TUE#2 *"; 0 for none.',
    env: 'WINHARDEN_OFFSET_DAYS',
    min: 0,
    max: 6,
  }),
  'only-at-cron': boolean({
    helpGroup: 'time',
    summary:
      'Run at these times only, and not as soon as the schedule is made or changed or a node comes. With --cron and --at it is so unless --no-only-at-cron says otherwise.',
    env: 'WINHARDEN_ONLY_AT_CRON',
    allowNo: true,
  }),
  'duration-hours': integer({
    helpGroup: 'time',
    helpValue: 'N',
    summary: 'Hours after which what has not ended is cancelled; 0 for none.',
    env: 'WINHARDEN_DURATION_HOURS',
    min: 0,
    max: 24,
  }),
};

/** How. */
const conductFlags = {
  'max-concurrency': string({
    helpGroup: 'wave',
    helpValue: 'N|N%',
    summary: 'Nodes that work at the same time; 10% of a new schedule.',
    env: 'WINHARDEN_MAX_CONCURRENCY',
  }),
  'max-errors': string({
    helpGroup: 'wave',
    helpValue: 'N|N%',
    summary: 'Failed nodes after which no other is started; 0 of a new schedule.',
    env: 'WINHARDEN_MAX_ERRORS',
  }),
  reboot: option({
    helpGroup: 'wave',
    options: REBOOTS,
    summary: 'Whether nodes restart where a change needs it; never of a new schedule.',
    env: 'WINHARDEN_REBOOT',
  })(),
  alarm: string({
    helpGroup: 'wave',
    helpValue: 'NAME',
    summary: 'A CloudWatch alarm that stops it; "" for none.',
    env: 'WINHARDEN_ALARM',
  }),
  severity: option({
    helpGroup: 'result',
    options: SEVERITIES,
    summary: "How bad it is for State Manager's compliance where a node fails.",
    env: 'WINHARDEN_SEVERITY',
  })(),
  bucket: string({
    helpGroup: 'result',
    helpValue: 'NAME',
    summary: 'S3 bucket for the reports; "" for none.',
    env: 'WINHARDEN_BUCKET',
  }),
  prefix: string({
    helpGroup: 'result',
    helpValue: 'PATH',
    summary: 'Folder in the bucket; winharden of a new schedule.',
    env: 'WINHARDEN_PREFIX',
  }),
  'bucket-owner': resultFlags['bucket-owner'],
  'dispatch-role': string({
    helpGroup: 'aws',
    helpValue: 'ARN',
    summary: 'The role that State Manager takes on to send commands, instead of the service-linked one; "" for none.',
    env: 'WINHARDEN_DISPATCH_ROLE',
  }),
};

export const confirmFlags = {
  confirm: option({
    options: DANGERS,
    summary: 'What is meant although it is dangerous; repeat for several.',
    env: 'WINHARDEN_CONFIRM',
    multiple: true,
    multipleNonGreedy: true,
  })(),
  'run-now': boolean({
    summary: 'Have it run now too, whatever its times.',
    env: 'WINHARDEN_RUN_NOW',
  }),
};

export const askFlags = {
  yes: boolean({ char: 'y', summary: 'Do not ask; for pipelines.', env: 'WINHARDEN_YES' }),
  'dry-run': { ...dryRunFlag, summary: 'Show what would change, and stop there.' },
};

/** What a schedule may say. */
const contentFlags = {
  ...policyFlags,
  operation: option({
    helpGroup: 'policy',
    options: ['audit', 'apply'] as const,
    summary: 'Look only, or bring the nodes to the baseline; audit of a new schedule.',
    env: 'WINHARDEN_OPERATION',
  })(),
  ...targetFlags,
  'all-nodes': boolean({
    helpGroup: 'target',
    summary: 'Every managed node of the account and Region.',
    env: 'WINHARDEN_ALL_NODES',
    exclusive: ['tag', 'instance-id', 'resource-group'],
  }),
  ...timeFlags,
  ...conductFlags,
};

export const createFlags = { ...contentFlags, ...awsFlags, ...confirmFlags, ...askFlags };

/** An update changes what was asked of it, and not what a variable for other commands happens to say: it has its own. */
export const updateFlags = {
  ...withOwnVariables({ ...contentFlags, baseline: otherBaselineFlag }),
  ...awsFlags,
  ...confirmFlags,
  ...askFlags,
};

function withOwnVariables<Flags extends Record<string, { env?: string }>>(flags: Flags): Flags {
  const own = Object.entries(flags).map(([name, flag]) => {
    const env = flag.env?.replace('WINHARDEN_', 'WINHARDEN_UPDATE_');
    return [name, { ...flag, env }];
  });
  return Object.fromEntries(own) as Flags;
}

export interface ScheduleFlagValues {
  cron?: string | undefined;
  rate?: string | undefined;
  at?: string | undefined;
  'offset-days'?: number | undefined;
  'only-at-cron'?: boolean | undefined;
  'duration-hours'?: number | undefined;
  'max-concurrency'?: string | undefined;
  'max-errors'?: string | undefined;
  reboot?: string | undefined;
  alarm?: string | undefined;
  severity?: string | undefined;
  bucket?: string | undefined;
  prefix?: string | undefined;
  'dispatch-role'?: string | undefined;
}

/** What the flags say of how a schedule goes: what is not typed is not asked, and 0 or an empty text takes away. Errors: InvalidSchedule. */
export function scheduleSettings(flags: ScheduleFlagValues): ScheduleSettings {
  const { cron, rate, at, reboot, severity } = flags;
  const settings = {
    when: whenOf({ cron, rate, at }),
    offsetDays: orNone(flags['offset-days']),
    onlyAtCron: flags['only-at-cron'],
    durationHours: orNone(flags['duration-hours']),
    maxConcurrency: flags['max-concurrency'],
    maxErrors: flags['max-errors'],
    reboot,
    severity,
    alarm: orNone(flags.alarm),
    dispatchRole: orNone(flags['dispatch-role']),
    bucket: orNone(flags.bucket),
    prefix: flags.prefix,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as ScheduleSettings;
}

const orNone = <Value>(value: Value | undefined) => (value === undefined ? undefined : value || null);

function whenOf(times: Pick<ScheduleFlagValues, 'cron' | 'rate' | 'at'>): ScheduleSettings['when'] {
  for (const kind of ['cron', 'rate', 'at'] as const) {
    const text = times[kind];
    if (text !== undefined) return parseExpression(kind, text);
  }
  return undefined;
}

type PolicyValues = Parameters<typeof policyChoice>[0];

export interface WhatValues extends Omit<PolicyValues, 'baseline'> {
  baseline?: string[] | string | undefined;
  operation?: 'audit' | 'apply' | undefined;
  tag?: string[] | string | undefined;
  'instance-id'?: string[] | string | undefined;
  'resource-group'?: string | undefined;
  'all-nodes'?: boolean | undefined;
}

/** What the flags say of what nodes are held to; null where they say nothing. */
export function scheduleWhat({ operation = 'audit', baseline, ...flags }: WhatValues) {
  if (baseline === undefined) return null;
  return { operation, ...policyChoice({ ...flags, baseline }) };
}

/** Which nodes the flags mean; null where they name none. */
export function scheduleTargets(flags: WhatValues) {
  if (flags['all-nodes']) return 'all' as const;
  const [tags, instanceIds, resourceGroup] = [listOf(flags.tag), listOf(flags['instance-id']), flags['resource-group']];
  if (tags.length + instanceIds.length === 0 && !resourceGroup) return null;
  return { tags, instanceIds, ...(resourceGroup && { resourceGroup }) };
}
