import { EXIT, WinhardenError } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import { nearMisses } from '../core/fleet/near-misses.ts';
import { type RawSelector, showTags } from '../core/fleet/selector.ts';
import type { CisConfigurationWish, CisLevel, CisScan, CisSchedule } from '../core/inspector/model.ts';
import { differences, scanTags, scanWish, targetTagAlternatives } from '../core/inspector/scan-wish.ts';
import type { Machine } from '../core/ports.ts';
import { type InspectorApp, requireScanning } from './inspector-place.ts';

interface CisScanInput {
  selector: RawSelector;
  name?: string;
  level: CisLevel;
  schedule: CisSchedule;
  /** Follow a scan that is made once, so long. */
  waitMinutes: number | null;
  emit: Emit;
}

export interface CisScanBegun {
  configuration: { arn: string; created: boolean } & Omit<CisConfigurationWish, 'accounts'>;
  /** Running Windows instances that have the tags now. */
  nodes: number;
  /** Of what is made once and waited for; null while Inspector has not begun. */
  scan: CisScan | null;
}

const LOOK_SECONDS = 10;

/**
 * Has Inspector scan nodes against the CIS benchmark, once or at set times. A configuration of that name that says the same stays as
 * it is. Errors: TagsNeeded, TooManyTags, InspectorOff, NoNodesMatched, ScanDiffers.
 */
export async function runCisScan(app: InspectorApp, input: CisScanInput): Promise<CisScanBegun> {
  const tags = scanTags(input.selector);
  await requireScanning(app);
  const { targetTags, nodes } = await matching(app, tags);
  const { name, level, schedule } = input;
  const now = app.clock.now().toISOString();
  const wish = scanWish({ ...(name !== undefined && { name }), level, schedule, targetTags, now });
  const there = (await app.inspector.configurations(wish.name)).find((each) => each.name === wish.name);
  const other = there ? differences(there, wish) : [];
  if (there && other.length > 0) throw scanDiffers(wish.name, other);
  const arn = there?.arn ?? (await app.inspector.configure(wish));
  const { accounts: _, ...said } = wish;
  const begun = { configuration: { arn, created: !there, ...said }, nodes };
  if (input.waitMinutes === null || schedule.every !== 'once') return { ...begun, scan: null };
  return { ...begun, scan: await follow(app, arn, { ...input, waitMinutes: input.waitMinutes }) };
}

/** What people call `eks:nodegroup` has a tag of another name: the one that instances carry is sent. */
async function matching({ inventory }: InspectorApp, tags: ReturnType<typeof scanTags>) {
  const alternatives = targetTagAlternatives(tags);
  for (const targetTags of alternatives) {
    const [[key, values]] = Object.entries(targetTags) as [[string, string[]]];
    const found = await Promise.all(values.map((value) => inventory.machinesByTags([{ key, value }])));
    const nodes = found.flat().filter((machine) => isMeant(machine, targetTags)).length;
    if (nodes > 0) return { targetTags, nodes };
  }
  const near = nearMisses(tags, await inventory.someMachines());
  throw new WinhardenError({
    code: 'NoNodesMatched',
    message: `no running Windows instance has the tags ${showTags(tags)}`,
    suggestions:
      near.length > 0 ? near.map((tag) => `near miss: --tag ${tag}`) : ['check the tag and the Region (--region)'],
  });
}

const isMeant = ({ windows, state, tags }: Machine, wanted: Record<string, string[]>) =>
  windows && state === 'running' && Object.entries(wanted).every(([key, values]) => values.includes(tags[key] ?? ''));

const scanDiffers = (name: string, how: string[]) =>
  new WinhardenError({
    code: 'ScanDiffers',
    message: `there is a scan configuration "${name}" already, with ${how.join(', ')}`,
    suggestions: [
      'give this one another --name',
      'or delete that: aws inspector2 list-cis-scan-configurations, then delete-cis-scan-configuration',
    ],
    exit: EXIT.usage,
  });

async function follow(
  app: InspectorApp,
  configuration: string,
  { waitMinutes, emit }: { waitMinutes: number; emit: Emit },
) {
  const end = app.clock.now().getTime() + waitMinutes * 60_000;
  for (let told = ''; ; ) {
    const scan = await newestScan(app, configuration);
    const text = await progressText(app, scan);
    if (text !== told) emit({ type: 'phase', text });
    told = text;
    if ((scan && scan.status !== 'IN_PROGRESS') || app.clock.now().getTime() >= end) return scan;
    await app.clock.sleep(LOOK_SECONDS * 1000);
  }
}

async function newestScan({ inspector }: InspectorApp, configuration: string): Promise<CisScan | null> {
  for await (const [first] of inspector.scans({ configuration })) if (first) return first;
  return null;
}

async function progressText({ inspector }: InspectorApp, scan: CisScan | null): Promise<string> {
  if (!scan) return 'Waiting for Inspector to begin';
  if (scan.status !== 'IN_PROGRESS') return `The scan is ${scan.status.toLowerCase()}`;
  const targets = await inspector.targets(scan.arn);
  const ended = targets.filter(({ reason }) => reason !== 'SCAN_IN_PROGRESS').length;
  return `Scanning: ${ended} of ${targets.length} nodes have ended`;
}
