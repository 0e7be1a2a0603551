import { boolean, integer, option, string } from '@oclif/core/flags';

export const waitFlag = {
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

export const maxChangesFlag = string({
  helpGroup: 'wave',
  helpValue: 'N|N%',
  summary: 'How many more changes a node may make than the canary of its release before the run stops for a look.',
  env: 'WINHARDEN_MAX_CHANGES',
  default: '100%',
});
