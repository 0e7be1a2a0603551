import { csvLine } from '../present/csv.ts';
import type { NodePosture } from './model.ts';

const COLUMNS: Record<string, (node: NodePosture) => unknown> = {
  instanceId: ({ instanceId }) => instanceId,
  location: ({ location }) => location,
  name: ({ name }) => name,
  computerName: ({ computerName }) => computerName,
  state: ({ state }) => state,
  release: ({ release }) => release,
  build: ({ build }) => build,
  edition: ({ edition }) => edition,
  instanceType: ({ instanceType }) => instanceType,
  cluster: ({ cluster }) => cluster,
  nodegroup: ({ nodegroup }) => nodegroup,
  kubernetes: ({ kubernetes }) => kubernetes,
  imageId: ({ image }) => image?.imageId,
  imageName: ({ image }) => image?.name,
  imageVisible: ({ image }) => image?.visible,
  imageDays: ({ image }) => image?.days,
  isLatest: ({ isLatest }) => isLatest,
  latestImageId: ({ latest }) => latest?.imageId,
  latestImageDays: ({ latest }) => latest?.days,
  launched: ({ launched }) => launched,
  launchedDays: ({ launchedDays }) => launchedDays,
  agent: ({ agent }) => agent,
  ping: ({ ping }) => ping,
  publicAddresses: ({ publicAddresses }) => publicAddresses.join('; '),
  keyPair: ({ keyPair }) => keyPair,
  profile: ({ profile }) => profile,
  metadataTokens: ({ metadata }) => metadata?.tokens,
  metadataHops: ({ metadata }) => metadata?.hops,
  lastRun: ({ lastRun }) => lastRun?.runId,
  lastRunStarted: ({ lastRun }) => lastRun?.started,
  lastOutcome: ({ lastRun }) => lastRun?.outcome,
  score: ({ lastRun }) => lastRun?.score,
  flags: ({ flags }) => flags.map(({ id }) => id).join('; '),
  reason: ({ reason }) => reason,
};

/** One line per node (RFC 4180). */
export function postureCsv(nodes: readonly NodePosture[]): string {
  const readers = Object.values(COLUMNS);
  const rows = nodes.map((node) => readers.map((read) => read(node)));
  return [Object.keys(COLUMNS), ...rows].map(csvLine).join('');
}
