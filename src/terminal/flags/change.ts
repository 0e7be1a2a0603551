import { boolean, integer, option } from '@oclif/core/flags';
import { REBOOTS } from '../../core/run/model.ts';
import { bucketOwnerFlag, quietFlag } from './result.ts';
import { waitFlag } from './wave.ts';

const noLockFlag = boolean({
  summary: 'Neither keep the nodes for this run nor heed another run that works on them.',
  env: 'WINHARDEN_NO_LOCK',
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
