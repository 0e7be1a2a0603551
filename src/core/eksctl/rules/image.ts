import { nearest } from '../../baseline/nearest.ts';
import { shown } from '../../baseline/problem.ts';
import type { NodeGroup, NodeRule } from '../model.ts';
import { at, textOf } from '../read-cluster.ts';

const RELEASES = ['2019', '2022', '2025'];
const FAMILIES = RELEASES.flatMap((release) =>
  ['Core', 'Full'].map((variant) => `WindowsServer${release}${variant}Container`),
);

/** Releases whose images AWS and Microsoft have given up. */
const GONE = /^WindowsServer(1709|1803|1809|1903|1909|2004|20H2|2016)/i;

/** The first Kubernetes version with images of Windows Server 2025. */
const FIRST_2025 = 35;

/** As eksctl reads it, which does not tell upper from lower case. */
function familyOf({ value }: NodeGroup): string {
  const given = textOf(at(value, 'amiFamily'));
  return FAMILIES.find((family) => family.toLowerCase() === given.toLowerCase()) ?? given;
}
const familyPath = ({ path }: NodeGroup) => [...path, 'amiFamily'];

/** `1.34` → 34; undefined where the manifest does not say it in that form. */
function minorOf(version: unknown): number | undefined {
  const minor = /^1\.(\d{1,3})$/.exec(textOf(version))?.[1];
  return minor === undefined ? undefined : Number(minor);
}

const gone: NodeRule = {
  id: 'image-family-gone',
  severity: 'error',
  field: 'nodeGroup.amiFamily',
  what: 'An image family whose release still gets images.',
  why: 'Semi-annual releases such as 2004 and 20H2, and Windows Server 2016, get no images and no patches; eksctl refuses them.',
  mend: 'Move to WindowsServer2022CoreContainer, or to 2025 from Kubernetes 1.35. Containers have to be rebuilt for the release.',
  *judgeNodes(group) {
    if (GONE.test(familyOf(group)))
      yield { path: familyPath(group), message: `there are no images of ${shown(familyOf(group))} any more` };
  },
};

const unknown: NodeRule = {
  id: 'image-family-unknown',
  severity: 'error',
  field: 'nodeGroup.amiFamily',
  what: `One of ${FAMILIES.join(', ')}.`,
  why: 'eksctl refuses any other.',
  mend: 'Correct the name.',
  *judgeNodes(group) {
    const family = familyOf(group);
    if (GONE.test(family) || FAMILIES.includes(family)) return;
    const [like] = nearest(family, FAMILIES, 1);
    const hint = like ? `; did you mean ${like}?` : '';
    yield { path: familyPath(group), message: `there is no image family ${shown(family)}${hint}` };
  },
};

const full: NodeRule = {
  id: 'image-full',
  severity: 'warning',
  field: 'nodeGroup.amiFamily',
  what: 'A Core image.',
  why: 'Full brings a desktop and much else that containers never use: more to attack, more to patch, more restarts.',
  mend: 'Use the Core family of the same release. Nothing changes for containers.',
  *judgeNodes(group) {
    const family = familyOf(group);
    if (FAMILIES.includes(family) && family.includes('Full'))
      yield { path: familyPath(group), message: `${family} has a desktop; ${family.replace('Full', 'Core')} has not` };
  },
};

const old: NodeRule = {
  id: 'image-2019',
  severity: 'note',
  field: 'nodeGroup.amiFamily',
  what: 'Windows Server 2022 or later.',
  why: 'It has left mainstream support, and base images for its containers end with it.',
  mend: 'Plan the move: containers have to be rebuilt for the release of the node.',
  *judgeNodes(group) {
    if (/^WindowsServer2019/.test(familyOf(group)))
      yield {
        path: familyPath(group),
        message: 'Windows Server 2019 gets security updates until 9 January 2029 and nothing else',
      };
  },
};

const version: NodeRule = {
  id: 'image-2025-version',
  severity: 'error',
  field: 'nodeGroup.amiFamily',
  what: 'Windows Server 2025 only from Kubernetes 1.35.',
  why: 'There are no EKS images of it for earlier versions.',
  mend: 'Raise metadata.version, or use Windows Server 2022.',
  *judgeNodes(group) {
    const wanted = at(group.cluster.value, 'metadata', 'version');
    const minor = minorOf(wanted);
    if (minor !== undefined && minor < FIRST_2025 && /^WindowsServer2025/.test(familyOf(group)))
      yield { path: familyPath(group), message: `Windows Server 2025 has no images for Kubernetes ${textOf(wanted)}` };
  },
};

const isCustom = ({ value }: NodeGroup) => /^(ami-|resolve:)/.test(textOf(at(value, 'ami')));

const custom: NodeRule = {
  id: 'image-custom-managed',
  severity: 'error',
  field: 'managedNodeGroup.ami',
  what: 'No image of your own in a managed Windows node group.',
  why: 'eksctl refuses it: it cannot write the user data that such nodes would need.',
  mend: 'Move the group to nodeGroups, or name the image in a launch template of your own.',
  *judgeNodes(group) {
    if (group.managed && !group.ownTemplate && at(group.value, 'ami') !== undefined)
      yield { path: [...group.path, 'ami'], message: 'an image of your own is refused for managed Windows nodes' };
  },
};

const pinned: NodeRule = {
  id: 'image-pinned',
  severity: 'note',
  field: 'nodeGroup.ami, managedNodeGroup.releaseVersion',
  what: 'Nothing: it says that the image is fixed.',
  why: 'New nodes start from it however old it is, with what has been found in it since.',
  mend: 'Let a pipeline write the newest one, or take the field out.',
  *judgeNodes(group) {
    if (isCustom(group) && !group.managed) yield { path: [...group.path, 'ami'], message: 'the image is fixed' };
    if (at(group.value, 'releaseVersion') !== undefined)
      yield { path: [...group.path, 'releaseVersion'], message: 'the release of the image is fixed' };
  },
};

/** Days that the guidance lets a node live before it is replaced. */
const OLDEST_DAYS = 45;
const OLDEST_SECONDS = OLDEST_DAYS * 24 * 60 * 60;

const lifetime: NodeRule = {
  id: 'node-age',
  severity: 'warning',
  field: 'nodeGroup.maxInstanceLifetime',
  what: `Self-managed nodes live ${OLDEST_DAYS} days at most (maxInstanceLifetime: ${OLDEST_SECONDS}).`,
  why: 'Nothing replaces self-managed nodes by itself, so that they fall behind the patched images.',
  mend: 'Set maxInstanceLifetime, and have something drain nodes that Auto Scaling ends; or use managedNodeGroups, which EKS drains and replaces.',
  *judgeNodes(group) {
    if (group.managed) return;
    const seconds = at(group.value, 'maxInstanceLifetime');
    if (seconds === undefined) yield { path: group.path, message: 'self-managed nodes may get old without a limit' };
    else if (typeof seconds === 'number' && seconds > OLDEST_SECONDS)
      yield {
        path: [...group.path, 'maxInstanceLifetime'],
        message: `nodes may get ${Math.floor(seconds / 86_400)} days old`,
      };
  },
};

export const IMAGE_RULES = [gone, unknown, full, old, version, custom, pinned, lifetime];
