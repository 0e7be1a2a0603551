import { holdsOn } from '../baseline/when.ts';
import type { LaidOverlay } from '../plan/model.ts';
import type { NodeReport } from '../report/model.ts';
import { conditionText } from './condition-text.ts';

/** `eks on container hosts: 4 controls waived, 3 changed`; with reports also how many of their nodes it holds on. */
export function overlayText({ overlay, when, controls }: LaidOverlay, reports: readonly NodeReport[] = []): string {
  const count = (wanted: string) =>
    new Set(controls.filter(({ effect }) => effect === wanted).map(({ id }) => id)).size;
  const [waived, changed] = [count('waived'), count('changed')];
  const effects = [
    ...(waived > 0 ? [`${waived} ${waived === 1 ? 'control' : 'controls'} waived`] : []),
    ...(changed > 0 ? [`${changed}${waived > 0 ? '' : changed === 1 ? ' control' : ' controls'} changed`] : []),
  ];
  const here = reports.filter(({ node }) => holdsOn(node, when)).length;
  const nodes = reports.length > 0 ? ` (${here} of ${reports.length} nodes)` : '';
  return `${overlay} on ${conditionText([when])}${nodes}: ${effects.join(', ')}`;
}
