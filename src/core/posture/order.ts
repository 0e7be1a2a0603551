import { type Flag, type NodePosture, SEVERITIES } from './model.ts';

/** What a node list is sorted by; each says the nodes to look at first. */
export const ORDERS = ['flags', 'name', 'release', 'image-age', 'node-age', 'agent', 'last-run', 'score'] as const;
export type Order = (typeof ORDERS)[number];

type Key = string | number;

/** An image that is gone is older than all that can be seen. */
const imageAge = ({ image }: NodePosture) =>
  image?.visible === false ? Number.POSITIVE_INFINITY : (image?.days ?? Number.NEGATIVE_INFINITY);

/** The gravest flag counts before the number of flags. */
const gravity = ({ flags }: NodePosture) => flags.reduce((sum, flag) => sum + weightOf(flag), 0);
const weightOf = ({ severity }: Flag) => 100 ** (SEVERITIES.length - 1 - SEVERITIES.indexOf(severity));

const KEYS: Record<Order, (node: NodePosture) => Key> = {
  flags: (node) => -gravity(node),
  name: ({ name, computerName }) => name ?? computerName ?? '',
  release: ({ release, edition }) => `${release ?? ''} ${edition ?? ''}`,
  'image-age': (node) => -imageAge(node),
  'node-age': ({ launchedDays }) => -(launchedDays ?? Number.NEGATIVE_INFINITY),
  agent: ({ agent }) => versionKey(agent),
  'last-run': ({ lastRun }) => lastRun?.started ?? '',
  score: ({ lastRun }) => lastRun?.score ?? -1,
};

/** `3.3.987.0` before `3.3.3572.0`. */
const versionKey = (version: string | null) =>
  (version ?? '')
    .split('.')
    .map((part) => part.padStart(8, '0'))
    .join('.');

/** Sorted; nodes that are alike by name and id. */
export function inOrder(nodes: readonly NodePosture[], order: Order): NodePosture[] {
  const keyed = nodes.map((node) => ({ node, key: [KEYS[order](node), KEYS.name(node), node.instanceId] }));
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ node }) => node);
}

function compare(a: readonly Key[], b: readonly Key[]): number {
  const at = a.findIndex((key, index) => key !== b[index]);
  if (at < 0) return 0;
  return (a[at] as Key) < (b[at] as Key) ? -1 : 1;
}
