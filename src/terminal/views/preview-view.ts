import type { HeldBack, LaidOverlay } from '../../core/plan/model.ts';
import { conditionText } from '../../core/present/condition-text.ts';
import { overlayText } from '../../core/present/overlay-text.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { RunPreview } from '../../core/run/model.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';

/** Rows that fit a screen; the rest is counted. */
const MOST_NODES = 40;

function nodeTable({ nodes, waves }: RunPreview, style: Style): string {
  const waveOf = new Map(waves.flatMap(({ number, nodes: ids }) => ids.map((id) => [id, number] as const)));
  const order = [...nodes].sort((a, b) => (waveOf.get(a.instanceId) ?? 0) - (waveOf.get(b.instanceId) ?? 0));
  const rows = order
    .slice(0, MOST_NODES)
    .map((node): Cell[] => [
      waveOf.get(node.instanceId) ?? '',
      node.instanceId,
      node.name ?? node.computerName,
      node.platform,
      node.agent,
    ]);
  const shown = table(['wave', 'node', 'name', 'platform', 'agent'], rows, style);
  const left = nodes.length - rows.length;
  return left > 0 ? `${shown}\n  … and ${left} more` : shown;
}

/** Nodes that were left out, and why. */
export function excludedTable(excluded: RunPreview['excluded'], style: Style): string {
  const rows = excluded.map((node): Cell[] => [node.instanceId, node.name ?? '', node.platform ?? '', node.reason]);
  return table(['excluded', 'name', 'platform', 'why'], rows, style);
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
    ['controls', `${controls}, of which ${waived} waived, ${distinct(heldBack)} held back and ${manual} manual`],
    ...overlays.map((laid): Cell[] => ['overlay', overlayText(laid)]),
    ['waves', `${waves.length}: ${sizes} nodes`],
    ['at work', `${preview.atOnce} nodes at the same time at most`],
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

const restarts = (minutes: number) =>
  `nodes restart where a change needs it, wave by wave; one that has not ended after ${minutes} minutes stops the run`;

const distinct = (held: HeldBack[]) => new Set(held.map(({ id }) => id)).size;

const printableTitle = (operation: string, baseline: string, nodes: number) =>
  `${operation} ${baseline} on ${nodes} node${nodes === 1 ? '' : 's'}`;
