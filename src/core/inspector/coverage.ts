import type { Coverage } from './model.ts';
import type { WindowsNode } from './windows-nodes.ts';

/** How Inspector sees a node. */
export interface NodeCoverage extends WindowsNode {
  /** Whether Inspector looks for vulnerabilities in its software. */
  covered: boolean;
  /** Inspector's word; null where it does not know the node. */
  reason: string | null;
  /** What that means. */
  why: string;
  /** What to do; empty where nothing is to be done. */
  next: string;
  /** ISO. */
  lastScanned: string | null;
  mode: string | null;
  /** Whether it looks for open ways over the network, which needs no agent. */
  network: boolean;
  /** The last run that found the agent of Inspector Classic on it. */
  classicAgent?: string;
}

const POLICY = 'give its role AmazonSSMManagedInstanceCore, and see that the SSM agent runs and reaches its endpoints';
const INVENTORY =
  'leave the associations InspectorInventoryCollection-do-not-delete and InvokeInspectorSsmPlugin-do-not-delete in place; `aws ssm list-associations` shows whether they failed';

/** Inspector's reasons in words, and what to do (API reference, ScanStatus; user guide, "Assessing coverage"). */
const REASONS: Record<string, { why: string; next?: string }> = {
  SUCCESSFUL: { why: 'scanned' },
  SCAN_IN_PROGRESS: { why: 'a scan is under way' },
  PENDING_INITIAL_SCAN: { why: 'the first scan is still to come', next: 'wait: it begins within an hour or so' },
  PENDING_REVIVAL_SCAN: { why: 'it came back, and the next scan is still to come', next: 'wait for it' },
  PENDING_DISABLE: { why: 'Inspector is being switched off', next: 'winharden inspector enable' },
  UNMANAGED_EC2_INSTANCE: { why: 'Systems Manager does not manage it', next: POLICY },
  RESOURCE_UNMANAGED: { why: 'Systems Manager does not manage it', next: POLICY },
  NO_INVENTORY: { why: 'there is no inventory of its software', next: INVENTORY },
  STALE_INVENTORY: { why: 'the inventory of its software is more than a week old', next: INVENTORY },
  UNSUPPORTED_OS: { why: 'Inspector does not know its release of Windows', next: 'replace it by a release in support' },
  EXCLUDED_BY_TAG: { why: 'a tag excludes it', next: 'take the tag InspectorEc2Exclusion off the instance' },
  ACCESS_DENIED: {
    why: 'Inspector may not read it',
    next: 'see that no policy of the organization or of a key denies the role AWSServiceRoleForAmazonInspector2',
  },
  EC2_INSTANCE_STOPPED: { why: 'the instance is stopped', next: 'start it, or take it away' },
  RESOURCE_STOPPED: { why: 'the instance is stopped', next: 'start it, or take it away' },
  RESOURCE_TERMINATED: { why: 'the instance is gone' },
  NO_RESOURCES_FOUND: { why: 'Inspector found nothing to scan on it', next: INVENTORY },
  AGENTLESS_INSTANCE_STORAGE_LIMIT_EXCEEDED: {
    why: 'its volumes are too large to be scanned without an agent',
    next: POLICY,
  },
  AGENTLESS_INSTANCE_COLLECTION_TIME_LIMIT_EXCEEDED: {
    why: 'scanning it without an agent took too long',
    next: POLICY,
  },
  INTERNAL_ERROR: { why: 'Inspector failed', next: 'wait for the next scan; ask AWS Support where it stays so' },
};

/** What Inspector's reason means; one that is not known here in Inspector's own word. */
const reasonOf = (reason: string) => REASONS[reason] ?? { why: reason.toLowerCase().replaceAll('_', ' ') };

/** Each node with what Inspector says of it, uncovered ones first. `classic`: the run that found the old agent, by node. */
export function nodeCoverage(
  nodes: WindowsNode[],
  coverage: Coverage[],
  classic: ReadonlyMap<string, string>,
): NodeCoverage[] {
  const byNode = Map.groupBy(coverage, ({ instanceId }) => instanceId);
  return nodes
    .map((node) => {
      const classicAgent = classic.get(node.instanceId);
      const known = byNode.get(node.instanceId) ?? [];
      return { ...node, ...covered(node, known), ...(classicAgent !== undefined && { classicAgent }) };
    })
    .sort((a, b) => Number(a.covered) - Number(b.covered) || (a.instanceId < b.instanceId ? -1 : 1));
}

function covered(node: WindowsNode, known: Coverage[]): Omit<NodeCoverage, keyof WindowsNode> {
  const network = known.some(({ scan, active }) => scan === 'network' && active);
  const found = known.find(({ scan }) => scan !== 'network');
  if (!found) return { covered: false, reason: null, ...unknown(node), lastScanned: null, mode: null, network };
  const { active, reason, lastScanned, mode } = found;
  const { why, next = '' } = reasonOf(reason);
  return { covered: active, reason, why, next, lastScanned, mode, network };
}

function unknown({ state, managed }: WindowsNode) {
  if (state === null) return { why: 'it is no EC2 instance, and Inspector scans those alone', next: '' };
  const why = 'Inspector does not know it';
  return managed
    ? { why, next: 'wait: it finds instances within minutes; without EC2 scanning it finds none' }
    : { why: `${why}, and Systems Manager does not manage it`, next: POLICY };
}
