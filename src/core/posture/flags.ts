import type { Flag, NodePosture } from './model.ts';

/** How EKS's own images are gone. */
const INVISIBLE =
  'EKS makes its images private four months after they are published, so it is older than that (or it was deregistered)';

type Facts = Omit<NodePosture, 'flags' | 'notes'>;

/** What is to be said of a node beside who can reach it. `lacking`: actions that its role lacks, where IAM could be asked. */
export function nodeFlags(node: Facts, maxAge: number, lacking: readonly string[]): Flag[] {
  return [
    noProfile(node, lacking),
    unmanaged(node),
    offline(node),
    imdsV1(node),
    oldImage(node, maxAge),
    notLatest(node),
    keyPair(node),
    fullEdition(node),
  ].filter((flag) => flag !== null);
}

function noProfile({ managed, state, profile }: Facts, lacking: readonly string[]): Flag | null {
  if (managed || state === null) return null;
  if (profile !== null && lacking.length === 0) return null;
  const what =
    profile === null
      ? 'it has no instance profile'
      : `the role of its instance profile ${nameOfProfile(profile)} may not ${lacking.join(', ')}`;
  return {
    id: 'no-ssm-profile',
    severity: 'high',
    what,
    why: "without these rights Systems Manager's agent cannot register, so that nobody can harden, patch or reach the node without RDP",
    next:
      profile === null
        ? 'attach an instance profile with AmazonSSMManagedInstanceCore (aws ec2 associate-iam-instance-profile), or turn on Default Host Management'
        : 'attach AmazonSSMManagedInstanceCore to the role (aws iam attach-role-policy)',
  };
}

const nameOfProfile = (arn: string) => arn.split('/').at(-1) ?? arn;

function unmanaged({ managed, reason }: Facts): Flag | null {
  if (managed) return null;
  return {
    id: 'unmanaged',
    severity: 'high',
    what: reason ?? 'Systems Manager does not see it',
    why: 'winharden reaches nodes through Systems Manager alone: this one is neither audited nor hardened',
    next: 'let it register: `winharden access check` says what is missing',
  };
}

function offline({ managed, ping, lastPing }: Facts): Flag | null {
  if (!managed || ping === 'Online') return null;
  return {
    id: 'offline',
    severity: 'medium',
    what: `${ping || 'no ping'}${lastPing === null ? '' : `, last seen ${lastPing}`}`,
    why: 'nothing sent reaches it, and nothing that it was found to be holds any more',
    next: 'look whether the agent runs and reaches the SSM endpoints, or replace the node',
  };
}

function imdsV1({ metadata }: Facts): Flag | null {
  if (metadata?.tokens !== 'optional') return null;
  return {
    id: 'imdsv1',
    severity: 'medium',
    what: `instance metadata answers without a token (HttpTokens is optional, hop limit ${metadata.hops})`,
    why: "a request forged through any program on the node, or any pod, is enough to read the node role's keys",
    next: 'aws ec2 modify-instance-metadata-options --http-tokens required, and the same in the launch template',
  };
}

function oldImage({ image, latest, launchedDays }: Facts, maxAge: number): Flag | null {
  const what = whyOld(image, launchedDays, maxAge);
  if (what === null) return null;
  return {
    id: 'old-image',
    severity: image?.visible === false ? 'high' : 'medium',
    what,
    why: "what was published for Windows since is not in the image, and a node's own updates are lost with it",
    next: newerText(latest, maxAge),
  };
}

function whyOld(image: Facts['image'], launchedDays: number | null, maxAge: number): string | null {
  const started = launchedDays === null ? '' : `; the node was last started ${daysText(launchedDays)} ago`;
  if (image?.visible === false) return `its image ${image.imageId} is no longer visible: ${INVISIBLE}${started}`;
  if (image?.days != null) {
    return image.days > maxAge
      ? `its image was made ${daysText(image.days)} ago (more than ${maxAge})${started}`
      : null;
  }
  // An image is never younger than what was started from it.
  if (launchedDays !== null && launchedDays > maxAge)
    return `its image is older than the node, which was last started ${daysText(launchedDays)} ago`;
  return null;
}

function newerText(latest: Facts['latest'], maxAge: number): string {
  const replace = '`winharden node replace` puts a node of the latest image in its place';
  if (latest?.days == null || latest.days <= maxAge) return replace;
  return `${replace}; the latest that AWS has published is ${daysText(latest.days)} old itself, so install updates as well`;
}

function notLatest({ isLatest, latest, image }: Facts): Flag | null {
  if (isLatest !== false || latest === null) return null;
  return {
    id: 'not-latest',
    severity: 'low',
    what: `it runs ${image?.name ?? image?.imageId}; the latest is ${latest.name ?? latest.imageId}`,
    why: 'AWS publishes EKS optimised Windows images with the updates of the month; this node has those of an earlier one',
    next: '`winharden node replace` puts a node of the latest image in its place',
  };
}

function keyPair({ keyPair: name }: Facts): Flag | null {
  if (name === null) return null;
  return {
    id: 'key-pair',
    severity: 'low',
    what: `it was started with the key pair ${name}`,
    why: "whoever has the private key can decrypt the Administrator's first password",
    next: 'leave the key pair out of the launch template or eksctl manifest (ssh.allow: false), and replace the node',
  };
}

function fullEdition({ edition, cluster, image }: Facts): Flag | null {
  if (edition !== 'Full' || cluster === null) return null;
  return {
    id: 'full-edition',
    severity: 'low',
    what: `it is an EKS worker of the Full edition (${image?.name ?? 'Server with Desktop Experience'})`,
    why: 'containers need no desktop: Core has fewer programs to attack, to update and to restart for',
    next: 'use a Core image family (WindowsServer2022CoreContainer, AMI type WINDOWS_CORE_2022_x86_64) in a new node group',
  };
}

const daysText = (days: number) => (days === 1 ? '1 day' : `${days} days`);
