import { WinhardenError } from '../errors.ts';
import { classify } from '../fleet/classify.ts';
import { findNodes } from '../fleet/find-nodes.ts';
import type { Candidate, Selector, Wave } from '../fleet/model.ts';
import { tagAlternatives } from '../fleet/selector.ts';
import type { Inventory } from '../ports.ts';
import { releasesOf } from './prepare-run.ts';
import { type RunContext, timestamp } from './run-context.ts';

/** Ids that a line has room for. */
const SHOWN = 5;

/**
 * Tells of nodes that match the selector and joined during the run, as those that Auto Scaling put in the place of others. The answer is
 * a last wave of those that are ready, where `--catch-newcomers` asks for it; else null.
 */
export async function newcomersWave(context: RunContext, number: number): Promise<Wave | null> {
  const { spec, io, record, folder } = context;
  const { ready, notReady } = await findNewcomers(context).catch((error) => cannotLook(context, error));
  const { catchNewcomers = false, automation } = spec.options;
  const catches = catchNewcomers && !spec.byNodes && automation === undefined;
  if (ready.length > 0 && !catches) {
    const text = `joined during the run and not held to the baseline: ${idsText(ready)}; ${whatTakes(spec)}`;
    io.emit({ type: 'warning', text });
  }
  if (notReady.length > 0) {
    io.emit({ type: 'warning', text: `joined during the run and not ready yet: ${idsText(notReady)}` });
  }
  if (ready.length === 0 || !catches) return null;
  const wave: Wave = { number, canary: false, newcomers: true, nodes: ready.map(({ instanceId }) => instanceId) };
  if (!(await isFree(context, wave))) return null;
  await folder.append({ at: timestamp(context), type: 'newcomers', wave, nodes: ready });
  record.join(wave, ready);
  return wave;
}

function whatTakes({ byNodes, options }: RunContext['spec']): string {
  if (byNodes) return 'waivers of this run go by nodes, so that a run of its own has to take them';
  // Automation would send to all nodes of its tags again.
  if (options.automation) return 'a run of its own takes them';
  return '--catch-newcomers or a run of its own takes them';
}

/** Whether no other run works on them; the lock keeps them then. */
async function isFree({ lock, io }: RunContext, { nodes }: Wave): Promise<boolean> {
  try {
    await lock.add(nodes);
    return true;
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    io.emit({ type: 'warning', text: `those that joined during the run are left out: ${error.message}` });
    return false;
  }
}

interface Newcomers {
  ready: Candidate[];
  notReady: { instanceId: string }[];
}

/** EC2 alone is asked first: it answers for a thousand instances at a time, and most runs have no newcomers. */
async function findNewcomers({ ports: { inventory }, spec, record }: RunContext): Promise<Newcomers> {
  const ids = (await matching(inventory, spec.selector)).filter((id) => !record.knows(id));
  if (ids.length === 0) return { ready: [], notReady: [] };
  const { found } = await findNodes(inventory, { by: 'ids', ids });
  const verdicts = found
    .filter(({ machine }) => !machine || machine.state === 'running' || machine.state === 'pending')
    .map((sighting) => classify(sighting, releasesOf(spec.controls)));
  return {
    ready: verdicts.flatMap((verdict) => ('node' in verdict ? verdict.node : [])),
    notReady: verdicts.flatMap((verdict) => ('excluded' in verdict ? verdict.excluded : [])),
  };
}

async function matching(inventory: Inventory, selector: Selector): Promise<string[]> {
  switch (selector.by) {
    case 'ids':
      return [];
    case 'group':
      return inventory.groupMembers(selector.name);
    case 'tags': {
      const found = await Promise.all(tagAlternatives(selector.tags).map((tags) => inventory.machinesByTags(tags)));
      return [...new Set(found.flat().map(({ instanceId }) => instanceId))].sort();
    }
  }
}

function cannotLook({ io }: RunContext, error: unknown): Newcomers {
  if (!(error instanceof WinhardenError)) throw error;
  io.emit({ type: 'warning', text: `whether nodes joined during the run is not known: ${error.message}` });
  return { ready: [], notReady: [] };
}

function idsText(nodes: { instanceId: string }[]): string {
  const shown = nodes.slice(0, SHOWN).map(({ instanceId }) => instanceId);
  const more = nodes.length - shown.length;
  return `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'} (${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}
