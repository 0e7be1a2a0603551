import { boolean, integer, option, string } from '@oclif/core/flags';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { ReplaceOptions } from '../core/replace/model.ts';

/** By what nodes are replaced, and in which order. */
export const replaceFlags = {
  'image-id': string({
    helpGroup: 'image',
    helpValue: 'AMI',
    summary:
      'The new image, where a launch template names one; by default the newest EKS optimised one of the same kind.',
    env: 'WINHARDEN_IMAGE_ID',
    exclusive: ['image', 'edition'],
  }),
  image: option({
    helpGroup: 'image',
    options: ['latest-eks'] as const,
    summary: 'Take the newest EKS optimised image even where the nodes have one of your own.',
    env: 'WINHARDEN_IMAGE',
  })(),
  edition: option({
    helpGroup: 'image',
    options: ['core', 'full'] as const,
    summary: 'Server Core or the full server, where a launch template names the image; by default as it is.',
    env: 'WINHARDEN_EDITION',
  })(),
  'release-version': string({
    helpGroup: 'image',
    helpValue: 'VERSION',
    summary: 'The release of the EKS image for managed nodegroups, as 1.35-2026.04.18; by default the latest.',
    env: 'WINHARDEN_RELEASE_VERSION',
  }),
  'kubernetes-version': string({
    helpGroup: 'image',
    helpValue: 'VERSION',
    summary: 'The Kubernetes version of the new nodes, as 1.35; by default as it is.',
    env: 'WINHARDEN_KUBERNETES_VERSION',
  }),
  'require-imdsv2': boolean({
    helpGroup: 'image',
    summary: 'Where a version of a launch template is made, have it take instance metadata requests with a token only.',
    env: 'WINHARDEN_REQUIRE_IMDSV2',
  }),
  'min-healthy': integer({
    helpGroup: 'order',
    helpValue: 'PERCENT',
    summary: 'How much of an Auto Scaling group stays in service.',
    env: 'WINHARDEN_MIN_HEALTHY',
    min: 0,
    max: 100,
    default: 90,
  }),
  'max-concurrency': integer({
    helpGroup: 'order',
    helpValue: 'N',
    summary: 'Groups that are replaced at the same time.',
    env: 'WINHARDEN_REPLACE_MAX_CONCURRENCY',
    min: 1,
    max: 20,
    default: 1,
  }),
  force: boolean({
    helpGroup: 'order',
    summary: 'Have EKS end nodes whose pods cannot be moved: PodDisruptionBudgets are passed over.',
    env: 'WINHARDEN_FORCE',
  }),
  'whole-group': boolean({
    helpGroup: 'order',
    summary: 'Replace a group although only some of its nodes are selected, without a question.',
    env: 'WINHARDEN_WHOLE_GROUP',
  }),
  wait: integer({
    helpGroup: 'order',
    helpValue: 'MINUTES',
    summary: 'How long to follow; after it the exit code is 69, and AWS goes on.',
    env: 'WINHARDEN_WAIT',
    min: 1,
    default: 60,
  }),
  'poll-interval': integer({
    helpGroup: 'order',
    helpValue: 'SECONDS',
    summary: 'Time between two looks.',
    env: 'WINHARDEN_REPLACE_POLL_INTERVAL',
    min: 1,
    max: 300,
    default: 15,
  }),
};

interface OptionFlagValues {
  'image-id'?: string | undefined;
  image?: string | undefined;
  edition?: 'core' | 'full' | undefined;
  'release-version'?: string | undefined;
  'kubernetes-version'?: string | undefined;
  force: boolean;
  'min-healthy': number;
  'require-imdsv2': boolean;
}

const EDITIONS = { core: 'Core', full: 'Full' } as const;

/** What the flags say. Errors: InvalidImage, InvalidVersion. */
export function replaceOptionsOf(flags: OptionFlagValues): ReplaceOptions {
  const { 'image-id': imageId, edition, 'release-version': release, 'kubernetes-version': kubernetes } = flags;
  if (imageId !== undefined && !/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(imageId))
    throw invalid('InvalidImage', `"${imageId}" is not the id of an image`, 'write it as ami-0123456789abcdef0');
  if (kubernetes !== undefined && !/^\d+\.\d+$/.test(kubernetes))
    throw invalid('InvalidVersion', `"${kubernetes}" is not a Kubernetes version`, 'write it as 1.35');
  return {
    ...(imageId !== undefined && { imageId }),
    latestEks: flags.image === 'latest-eks',
    ...(edition && { edition: EDITIONS[edition] }),
    ...(release !== undefined && { releaseVersion: release }),
    ...(kubernetes !== undefined && { kubernetesVersion: kubernetes }),
    force: flags.force,
    minHealthy: flags['min-healthy'],
    requireImdsV2: flags['require-imdsv2'],
  };
}

const invalid = (code: string, message: string, suggestion: string) =>
  new WinhardenError({ code, message, suggestions: [suggestion], exit: EXIT.usage });
