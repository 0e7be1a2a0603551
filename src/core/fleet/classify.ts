import { RELEASES, type Release } from '../baseline/model.ts';
import type { Machine, ManagedNode } from '../ports.ts';
import type { Candidate, Excluded } from './model.ts';

/** What EC2 and SSM each know of one node. */
export interface Sighting {
  instanceId: string;
  machine?: Machine;
  node?: ManagedNode;
}

export type Verdict = { node: Candidate } | { excluded: Excluded };

/** The first agent that honours `onFailure: exit`; older ones run on after a failed step (SSM user guide, shared plugin inputs). */
const OLDEST_AGENT = [3, 0, 502];

/** Decides whether a run for these releases may go to a node, and if not, why. */
export function classify(sighting: Sighting, releases: readonly Release[]): Verdict {
  const reason = whyNot(sighting, releases);
  const { instanceId, machine, node } = sighting;
  const name = machine?.tags['Name'];
  const location = machine?.location ?? node?.location;
  const common = { instanceId, ...(location ? { location } : {}), ...(name ? { name } : {}) };
  if (reason !== null || !node) {
    const platform = platformOf(sighting);
    return { excluded: { ...common, reason: reason ?? '', ...(platform ? { platform } : {}) } };
  }
  return {
    node: {
      ...common,
      computerName: node.computerName,
      platform: node.platformName,
      agent: node.agent,
      tags: machine?.tags ?? {},
      ...(machine ? { imageId: machine.imageId } : {}),
      ...(machine?.zone ? { zone: machine.zone } : {}),
      ...(machine?.privateDns ? { privateDns: machine.privateDns } : {}),
    },
  };
}

/** Whether EC2 or Auto Scaling takes the instance away. */
export const isLeaving = ({ state, autoScaling }: Machine): boolean =>
  state === 'shutting-down' || state === 'terminated' || autoScaling?.lifecycle?.startsWith('Terminating') === true;

export function leavingText({ state, autoScaling }: Machine): string {
  const group = autoScaling ? ` of the Auto Scaling group ${autoScaling.group}` : '';
  const what = autoScaling?.lifecycle?.startsWith('Terminating') ? autoScaling.lifecycle : state;
  return `terminating: the instance${group} is ${what}`;
}

function platformOf({ machine, node }: Sighting): string | undefined {
  return node?.platformName || (machine?.windows ? 'Windows' : undefined);
}

function whyNot({ instanceId, machine, node }: Sighting, releases: readonly Release[]): string | null {
  if (machine && machine.state !== 'running') return `not running: the instance is ${machine.state}`;
  if (machine && isLeaving(machine)) return leavingText(machine);
  if (!machine && !node) {
    return instanceId.startsWith('mi-')
      ? 'Systems Manager does not know it'
      : 'there is no such instance in any account and Region of this run';
  }
  if (machine && !machine.windows && !node) return 'not Windows';
  if (!node)
    return 'not managed by Systems Manager: no agent has registered (agent running? instance profile with AmazonSSMManagedInstanceCore? a way to the SSM endpoints?)';
  if (node.platformType !== 'Windows') return `not Windows: ${node.platformName || node.platformType}`;
  if (node.ping !== 'Online') return offline(node);
  return whyNotVersion(node, releases);
}

const offline = (node: ManagedNode) =>
  `offline: ${node.ping || 'no ping'}${node.lastPing ? `, last seen ${node.lastPing.toISOString()}` : ''}`;

function whyNotVersion(node: ManagedNode, releases: readonly Release[]): string | null {
  if (isOlder(node.agent)) {
    return `SSM agent ${node.agent} is too old: ${OLDEST_AGENT.join('.')} or later is needed (AWS-UpdateSSMAgent updates it)`;
  }
  const release = releaseOf(node.platformName);
  const isOneOf = (some: readonly Release[]) => release === null || some.some((known) => String(known) === release);
  if (!isOneOf(RELEASES)) return `Windows Server ${release} is not supported (${RELEASES.join(', ')} are)`;
  if (isOneOf(releases)) return null;
  return `the baseline holds nothing for Windows Server ${release}, only for ${releases.join(', ')}`;
}

/** The `2022` of "Microsoft Windows Server 2022 Datacenter"; null where the name does not say. */
export function releaseOf(platformName: string): string | null {
  return /Windows Server (\d{4}(?: R2)?)/.exec(platformName)?.[1] ?? null;
}

/** An agent version that cannot be read counts as new: the node's own report decides then. */
function isOlder(version: string): boolean {
  const parts = version.split('.').map(Number);
  if (parts.some(Number.isNaN)) return false;
  for (const [index, wanted] of OLDEST_AGENT.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}
