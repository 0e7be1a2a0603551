import { releaseOf } from './classify.ts';
import { type Candidate, GROUP_TAG } from './model.ts';

/** What the order of a run goes by. */
export type WaveNode = Pick<Candidate, 'instanceId' | 'platform' | 'tags' | 'zone'>;

/** Tags by which instances belong together; AWS writes them. */
const GROUP_TAGS = [GROUP_TAG, 'eks:nodegroup-name', 'alpha.eksctl.io/nodegroup-name'];

/**
 * Orders nodes so that any stretch of them holds about the same share of each node group, Availability Zone and release: no wave
 * takes all of a zone away at once. The same nodes always come in the same order.
 */
export function spread<T extends WaveNode>(nodes: T[]): T[] {
  const byId = [...nodes].sort((a, b) => compare(a.instanceId, b.instanceId));
  return [...Map.groupBy(byId, groupOf)]
    .flatMap(([group, members]) =>
      members.map((node, index) => ({ node, group, place: (index + 0.5) / members.length })),
    )
    .sort((a, b) => a.place - b.place || compare(a.group, b.group))
    .map(({ node }) => node);
}

function groupOf({ tags, zone, platform }: WaveNode): string {
  const tag = GROUP_TAGS.find((key) => tags[key] !== undefined);
  return JSON.stringify([tag ? tags[tag] : '', zone ?? '', releaseOf(platform) ?? platform]);
}

/** Plain code units: `localeCompare` would order by the operator's language. */
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
