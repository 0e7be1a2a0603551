import { boolean, string } from '@oclif/core/flags';

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
