import { boolean, integer, option, string } from '@oclif/core/flags';
import { REBOOTS, USUAL_ROLES } from '../core/run/model.ts';
import { IN_MEMORY } from './lab-flag.ts';

/** Which nodes. */
export const targetFlags = {
  tag: string({
    helpGroup: 'target',
    helpValue: 'KEY=VALUE',
    summary: 'Nodes with this tag; repeat for nodes that have all of them.',
    env: 'WINHARDEN_TAG',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'instance-id': string({
    helpGroup: 'target',
    helpValue: 'ID',
    summary: 'This node; repeat for several.',
    env: 'WINHARDEN_INSTANCE_ID',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'resource-group': string({
    helpGroup: 'target',
    helpValue: 'NAME',
    summary: 'The nodes in this AWS resource group.',
    env: 'WINHARDEN_RESOURCE_GROUP',
  }),
};

/** What the nodes are held to. */
const baseline = {
  helpGroup: 'policy',
  helpValue: 'NAME|FILE',
  summary:
    'The baseline: a name from `winharden baseline list`, or a file of your own; repeat for several that hold together.',
  env: 'WINHARDEN_BASELINE',
  multiple: true as const,
  multipleNonGreedy: true as const,
};
const baselineFlag = string({ ...baseline, required: true });
/** For what has a baseline already. */
export const otherBaselineFlag = string(baseline);

export const policyFlags = {
  baseline: baselineFlag,
  prefer: string({
    helpGroup: 'policy',
    helpValue: 'stricter|NAME',
    summary:
      'Where baselines contradict each other, hold to the stricter value, or to this baseline; repeat, and the first that decides counts.',
    env: 'WINHARDEN_PREFER',
    multiple: true,
    multipleNonGreedy: true,
  }),
  config: string({
    helpGroup: 'policy',
    helpValue: 'FILE',
    summary: 'Your winharden.yaml with site values and waivers.',
    env: 'WINHARDEN_CONFIG',
  }),
  include: string({
    helpGroup: 'policy',
    helpValue: 'CONTROL',
    summary: 'An opt-in control to hold the nodes to; repeat for several.',
    env: 'WINHARDEN_INCLUDE',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'accept-risk': string({
    helpGroup: 'policy',
    helpValue: 'CONTROL',
    summary: 'Apply this control although it is held back because it could cut a node off; repeat for several.',
    env: 'WINHARDEN_ACCEPT_RISK',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'no-overlay': boolean({
    helpGroup: 'policy',
    summary: 'Lay no overlay on the baseline, neither a built-in one nor those that winharden.yaml names.',
    env: 'WINHARDEN_NO_OVERLAY',
  }),
  'allow-dc': boolean({
    helpGroup: 'policy',
    summary: 'Let domain controllers take part, where what is set holds for the whole domain; else they refuse.',
    env: 'WINHARDEN_ALLOW_DC',
  }),
};

const waitFlag = {
  helpGroup: 'wave',
  helpValue: 'MINUTES',
  summary: 'How long to wait for the run; after it the exit code is 69.',
  env: 'WINHARDEN_WAIT',
  min: 1,
};

/** In which order, and when to stop. */
export const waveFlags = {
  canary: string({
    helpGroup: 'wave',
    helpValue: 'N|N%',
    summary: 'Nodes of each Windows release in the first wave; 0 for none.',
    env: 'WINHARDEN_CANARY',
    default: '1',
  }),
  'wave-size': string({
    helpGroup: 'wave',
    helpValue: 'N|N%',
    summary: 'Nodes in each wave after the canary; without it waves grow to a quarter of all nodes.',
    env: 'WINHARDEN_WAVE_SIZE',
  }),
  'max-concurrency': string({
    helpGroup: 'wave',
    helpValue: 'N|N%',
    summary: 'Nodes that work at the same time, in waves of any size.',
    env: 'WINHARDEN_MAX_CONCURRENCY',
    default: '50',
  }),
  'max-errors': string({
    helpGroup: 'wave',
    helpValue: 'N|N%',
    summary: 'Failed nodes after which no new wave is started.',
    env: 'WINHARDEN_MAX_ERRORS',
    default: '0',
  }),
  wait: integer({ ...waitFlag, default: 60 }),
  pause: string({
    helpGroup: 'wave',
    helpValue: 'MINUTES|ask',
    summary: 'Wait so long between two waves, or ask before each.',
    env: 'WINHARDEN_PAUSE',
  }),
  'before-wave': string({
    helpGroup: 'wave',
    helpValue: 'COMMAND',
    summary: 'Run this on your machine before each wave is sent, as to cordon and drain its nodes.',
    env: 'WINHARDEN_BEFORE_WAVE',
  }),
  'after-wave': string({
    helpGroup: 'wave',
    helpValue: 'COMMAND',
    summary: 'Run this on your machine after each wave, also after one that stopped the run.',
    env: 'WINHARDEN_AFTER_WAVE',
  }),
  'hook-timeout': integer({
    helpGroup: 'wave',
    helpValue: 'SECONDS',
    summary: 'How long --before-wave and --after-wave may take.',
    env: 'WINHARDEN_HOOK_TIMEOUT',
    min: 1,
    max: 86_400,
    default: 900,
  }),
  'on-hook-failure': option({
    helpGroup: 'wave',
    options: ['stop', 'continue'] as const,
    summary: 'Whether a --before-wave or --after-wave that fails stops the run.',
    env: 'WINHARDEN_ON_HOOK_FAILURE',
    default: 'stop',
  })(),
  'catch-newcomers': boolean({
    helpGroup: 'wave',
    summary:
      'Take nodes that joined during the run, as those that Auto Scaling put in the place of others, in a last wave.',
    env: 'WINHARDEN_CATCH_NEWCOMERS',
  }),
  timeout: integer({
    helpGroup: 'wave',
    helpValue: 'SECONDS',
    summary: 'How long SSM may try to reach a node.',
    env: 'WINHARDEN_TIMEOUT',
    min: 30,
    default: 600,
  }),
  'poll-interval': integer({
    helpGroup: 'wave',
    helpValue: 'SECONDS',
    summary: 'Shortest time between two looks at a wave; they come as nodes are expected to end.',
    env: 'WINHARDEN_POLL_INTERVAL',
    min: 1,
    max: 15,
    default: 2,
  }),
};

const quietFlag = boolean({
  helpGroup: 'result',
  summary: 'No progress on stderr.',
  env: 'WINHARDEN_QUIET',
});

const noLockFlag = boolean({
  summary: 'Neither keep the nodes for this run nor heed another run that works on them.',
  env: 'WINHARDEN_NO_LOCK',
});

const bucketOwnerFlag = string({
  helpGroup: 'result',
  helpValue: 'ACCOUNT',
  summary: "The account that the bucket must belong to; by default your credentials' own.",
  env: 'WINHARDEN_BUCKET_OWNER',
});

/** Where results go besides this machine. */
export const resultFlags = {
  bucket: string({
    helpGroup: 'result',
    helpValue: 'NAME',
    summary: 'S3 bucket for the reports; without it they come back through SSM, compressed.',
    env: 'WINHARDEN_BUCKET',
  }),
  prefix: string({
    helpGroup: 'result',
    helpValue: 'PATH',
    summary: 'Folder in the bucket.',
    env: 'WINHARDEN_PREFIX',
    default: 'winharden',
  }),
  'bucket-owner': bucketOwnerFlag,
  quiet: quietFlag,
};

/** For what reads runs that have ended, on this machine and in a bucket. */
export const pastFlags = {
  bucket: string({
    helpGroup: 'result',
    helpValue: 'NAME',
    summary: 'Read the runs that others left in this S3 bucket, too.',
    env: 'WINHARDEN_BUCKET',
  }),
  prefix: resultFlags.prefix,
  'bucket-owner': bucketOwnerFlag,
};

/** Which AWS, or the simulated one. */
export const awsFlags = {
  region: string({
    helpGroup: 'aws',
    helpValue: 'REGION[,REGION]',
    summary: "The Region, or several for one run; by default the AWS SDK's own choice.",
    env: 'WINHARDEN_REGION',
    multiple: true,
    multipleNonGreedy: true,
  }),
  account: string({
    helpGroup: 'aws',
    helpValue: 'ID[,ID]',
    summary: 'The account, or several for one run, entered by --role-name; by default your own.',
    env: 'WINHARDEN_ACCOUNT',
    multiple: true,
    multipleNonGreedy: true,
    dependsOn: ['role-name'],
  }),
  'role-name': string({
    helpGroup: 'aws',
    helpValue: 'NAME',
    summary: 'The role to assume in each --account.',
    env: 'WINHARDEN_ROLE_NAME',
    dependsOn: ['account'],
  }),
  'external-id': string({
    helpGroup: 'aws',
    helpValue: 'ID',
    summary: 'What the trust policy of the role asks for besides.',
    env: 'WINHARDEN_EXTERNAL_ID',
    dependsOn: ['role-name'],
  }),
  profile: string({
    helpGroup: 'aws',
    helpValue: 'NAME',
    summary: 'The profile in your AWS configuration.',
    env: 'WINHARDEN_PROFILE',
    exclusive: ['lab'],
  }),
  lab: string({
    helpGroup: 'aws',
    helpValue: '[FOLDER]',
    summary: `Use a simulated AWS in this process, kept in a folder, or in memory (\`--lab\` alone or \`${IN_MEMORY}\`).`,
    env: 'WINHARDEN_LAB',
  }),
};

/** Who sends to the nodes of other accounts. */
export const automationFlags = {
  via: option({
    helpGroup: 'aws',
    options: ['run-command', 'automation'] as const,
    summary:
      'Who sends to the nodes: winharden itself, wave by wave, or Systems Manager Automation, account by account.',
    env: 'WINHARDEN_VIA',
    default: 'run-command',
  })(),
  'execution-role': string({
    helpGroup: 'aws',
    helpValue: 'NAME',
    summary: 'With --via automation: the role that Automation assumes in each account.',
    env: 'WINHARDEN_EXECUTION_ROLE',
    default: USUAL_ROLES.executionRole,
  }),
  'automation-role': string({
    helpGroup: 'aws',
    helpValue: 'NAME',
    summary: 'With --via automation: the role of your own account that it assumes that one with.',
    env: 'WINHARDEN_AUTOMATION_ROLE',
    default: USUAL_ROLES.automationRole,
  }),
  'location-concurrency': string({
    helpGroup: 'aws',
    helpValue: 'N|N%',
    summary: 'With --via automation: Regions of accounts at work at the same time.',
    env: 'WINHARDEN_LOCATION_CONCURRENCY',
    default: '1',
  }),
};

/** For what only reads kept runs. */
export const keptLabFlag = string({
  helpValue: 'FOLDER',
  summary: 'The runs that were made in the lab of this folder.',
  env: 'WINHARDEN_LAB',
});

/** Which AWS holds the bucket of past runs. */
export const pastAwsFlags = {
  region: string({
    helpGroup: 'aws',
    helpValue: 'REGION',
    summary: "The bucket's Region; by default the AWS SDK's own choice.",
    env: 'WINHARDEN_REGION',
  }),
  profile: awsFlags.profile,
  lab: keptLabFlag,
};

export const maxChangesFlag = string({
  helpGroup: 'wave',
  helpValue: 'N|N%',
  summary: 'How many more changes a node may make than the canary of its release before the run stops for a look.',
  env: 'WINHARDEN_MAX_CHANGES',
  default: '100%',
});

/** Flags of what changes nodes. */
export const changeFlags = {
  yes: boolean({
    char: 'y',
    summary: 'Do not ask; for pipelines.',
    env: 'WINHARDEN_YES',
  }),
  'no-lock': noLockFlag,
  reboot: option({
    helpGroup: 'wave',
    options: REBOOTS,
    summary:
      'Whether nodes restart where a change needs it: the canary first, and no wave before the nodes of the last are back.',
    env: 'WINHARDEN_REBOOT',
    default: 'never',
  })(),
  'reboot-minutes': integer({
    helpGroup: 'wave',
    helpValue: 'N',
    summary: 'How long a node that may restart has, its work and its restart together, before it counts as lost.',
    env: 'WINHARDEN_REBOOT_MINUTES',
    min: 1,
    // Systems Manager itself gives a command up after an hour and --timeout.
    max: 60,
    default: 30,
  }),
};

/** For what goes on with a run, whose own flags are kept. */
export const cancelFlags = {
  wait: integer({ ...waitFlag, default: 60 }),
  'bucket-owner': bucketOwnerFlag,
  quiet: quietFlag,
};
export const resumeFlags = {
  wait: integer({ ...waitFlag, summary: `${waitFlag.summary} By default as long as the run was told.` }),
  'bucket-owner': bucketOwnerFlag,
  quiet: quietFlag,
  'no-lock': noLockFlag,
};

export const dryRunFlag = boolean({
  summary: 'Show nodes, waves and controls, and stop there; nothing is sent.',
  env: 'WINHARDEN_DRY_RUN',
});

/** A repeatable flag as a list; from its environment variable it comes as one text with commas. */
export function listOf(value: string[] | string | undefined): string[] {
  if (typeof value === 'string') return value.split(',').map((item) => item.trim());
  return value ?? [];
}

/** The simulated AWS; the same variables serve `--lab`. */
export const labFlags = {
  nodes: integer({
    helpValue: 'N',
    summary: 'How many nodes there are.',
    env: 'WINHARDEN_LAB_NODES',
    min: 1,
    max: 10_000,
  }),
  seed: integer({
    helpValue: 'N',
    summary: 'What the nodes are made from; same seed, same nodes.',
    env: 'WINHARDEN_LAB_SEED',
    min: 0,
  }),
  location: string({
    helpValue: 'ACCOUNT/REGION',
    summary: 'An account and Region, or either alone, that nodes are spread over; repeat for several.',
    env: 'WINHARDEN_LAB_LOCATIONS',
    multiple: true,
    multipleNonGreedy: true,
  }),
  port: integer({
    helpValue: 'PORT',
    summary: 'The port on 127.0.0.1; 0 for any.',
    env: 'WINHARDEN_LAB_PORT',
    min: 0,
    max: 65_535,
  }),
  state: string({
    helpValue: 'FOLDER',
    summary: 'Keep nodes, bucket and runs in this folder; in memory without it.',
    env: 'WINHARDEN_LAB_STATE',
  }),
  driver: option({
    options: ['powershell', 'model'] as const,
    summary: 'What runs the scripts: real PowerShell or a model of it. By default PowerShell where there is one.',
    env: 'WINHARDEN_LAB_DRIVER',
  })(),
  fault: string({
    helpValue: 'NAME[=VALUE]',
    summary: 'Something that goes wrong, as `throttling` or `offline=0.2`; repeat for several.',
    env: 'WINHARDEN_LAB_FAULTS',
    multiple: true,
    multipleNonGreedy: true,
  }),
  speed: string({
    helpValue: 'FACTOR',
    summary: 'How much faster time passes on the nodes.',
    env: 'WINHARDEN_LAB_SPEED',
  }),
  realistic: boolean({
    summary: 'Take the time that real nodes take, and throttle and lag as a real Region may.',
    env: 'WINHARDEN_LAB_REALISTIC',
  }),
  rate: string({
    helpValue: 'OPERATION=N',
    summary: 'Requests a second that an operation allows, as `ssm:SendCommand=5`; repeat for several.',
    env: 'WINHARDEN_LAB_RATES',
    multiple: true,
    multipleNonGreedy: true,
  }),
};
