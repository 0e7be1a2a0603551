import { boolean, integer, option, string } from '@oclif/core/flags';

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
