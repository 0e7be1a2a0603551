import type { HeldBack, LaidOverlay } from '../../core/plan/model.ts';
import { conditionText } from '../../core/present/condition-text.ts';
import { overlayText } from '../../core/present/overlay-text.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { RunPreview } from '../../core/run/model.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';

/** Rows that fit a screen; the rest is counted. */
const MOST_NODES = 40;
const MOST_LOCATIONS = 8;

function nodeTable({ nodes, waves }: RunPreview, style: Style): string {
  const located = isLocated(nodes);
  const waveOf = new Map(waves.flatMap(({ number, nodes: ids }) => ids.map((id) => [id, number] as const)));
  const order = [...nodes].sort((a, b) => (waveOf.get(a.instanceId) ?? 0) - (waveOf.get(b.instanceId) ?? 0));
  const rows = order
    .slice(0, MOST_NODES)
    .map((node): Cell[] => [
      waveOf.get(node.instanceId) ?? '',
      node.instanceId,
      ...(located ? [node.location ?? ''] : []),
      node.name ?? node.computerName,
      node.platform,
      node.agent,
    ]);
  const shown = table(['wave', 'node', ...(located ? ['location'] : []), 'name', 'platform', 'agent'], rows, style);
  const left = nodes.length - rows.length;
  return left > 0 ? `${shown}\n  … and ${left} more` : shown;
}

/** Whether nodes are in several accounts or Regions, so that each needs to say where it is. */
export const isLocated = (nodes: { location?: string }[]) => nodes.some(({ location }) => location !== undefined);

/** Nodes that were left out, and why. */
export function excludedTable(excluded: RunPreview['excluded'], style: Style): string {
  const located = isLocated(excluded);
  const rows = excluded.map((node): Cell[] => [
    node.instanceId,
    ...(located ? [node.location ?? ''] : []),
    node.name ?? '',
    node.platform ?? '',
    node.reason,
  ]);
  return table(['excluded', ...(located ? ['location'] : []), 'name', 'platform', 'why'], rows, style);
}

/** Controls that guards keep from nodes that they could cut off, and how to apply them all the same. */
export function heldBackTable(held: HeldBack[], style: Style): string {
  const rows = held.map(({ id, title, when, reason }): Cell[] => [id, conditionText(when), title, reason]);
  const head = 'Held back from nodes that they could cut off; --accept-risk CONTROL applies one all the same';
  return `${style('bold', head)}\n${table(['control', 'on', 'title', 'why'], rows, style)}`;
}

/** What an overlay makes of the baseline, and how to go without it. */
export function overlayTable(laid: LaidOverlay, style: Style): string {
  const rows = laid.controls.map(({ id, effect, when, title, reason }): Cell[] => [
    id,
    effect,
    conditionText(when),
    title,
    reason,
  ]);
  const head = `Overlay ${overlayText(laid)}; --no-overlay goes without`;
  return `${style('bold', printableLine(head))}\n${table(['control', 'is', 'on', 'title', 'why'], rows, style)}`;
}

/** What is about to happen: where, to which nodes, in which waves, with how many controls. */
export function previewView(preview: RunPreview, style: Style): string {
  const { operation, baseline, identity, controls, waived, heldBack, overlays, manual, waves, bucket, restartMinutes } =
    preview;
  const sizes = waves.map(({ nodes, canary }) => `${nodes.length}${canary ? ' (canary)' : ''}`).join(' + ');
  const facts: Cell[][] = [
    ['account', `${identity.account}, ${identity.region}, as ${identity.arn}`],
    ...(identity.locations ? [['locations', locationsText(identity.locations)]] : []),
    ['controls', `${controls}, of which ${waived} waived, ${distinct(heldBack)} held back and ${manual} manual`],
    ...overlays.map((laid): Cell[] => ['overlay', overlayText(laid)]),
    ...(preview.automation
      ? [['sent by', `Systems Manager Automation, ${preview.automation.locationConcurrency} locations at a time`]]
      : [
          ['waves', `${waves.length}: ${sizes} nodes`],
          ['in flight', `${preview.atOnce} nodes at the same time at most`],
        ]),
    ...betweenWaves(preview),
    ...(restartMinutes === null ? [] : [['restarts', restarts(restartMinutes)]]),
    ['document', preview.document.name],
    ['reports', bucket ? `s3://${bucket}` : 'through SSM, without a bucket'],
  ];
  const parts = [
    style('bold', printableTitle(operation, baseline, preview.nodes.length)),
    table(['', ''], facts, style).split('\n').slice(1).join('\n'),
    nodeTable(preview, style),
  ];
  if (preview.excluded.length > 0) parts.push(excludedTable(preview.excluded, style));
  if (heldBack.length > 0) parts.push(heldBackTable(heldBack, style));
  parts.push(...overlays.map((laid) => overlayTable(laid, style)));
  return parts.join('\n\n');
}

const locationsText = (all: string[]) =>
  all.length <= MOST_LOCATIONS
    ? all.join(', ')
    : `${all.slice(0, MOST_LOCATIONS).join(', ')} and ${all.length - MOST_LOCATIONS} more`;

/** What happens around every wave on the operator's side. */
function betweenWaves({ pause, hooks }: RunPreview): Cell[][] {
  const minutes = `${pause} ${pause === 1 ? 'minute' : 'minutes'} between two waves`;
  return [
    ...(pause === null ? [] : [['pause', pause === 'ask' ? 'you are asked before every wave' : minutes]]),
    ...(hooks?.before ? [['before', printableLine(hooks.before)]] : []),
    ...(hooks?.after ? [['after', printableLine(hooks.after)]] : []),
  ];
}

const restarts = (minutes: number) =>
  `nodes restart where a change needs it, wave by wave; one that has not ended after ${minutes} minutes stops the run`;

const distinct = (held: HeldBack[]) => new Set(held.map(({ id }) => id)).size;

const printableTitle = (operation: string, baseline: string, nodes: number) =>
  `${operation} ${baseline} on ${nodes} node${nodes === 1 ? '' : 's'}`;
