import { RELEASES, type Release } from '../baseline/model.ts';
import type { Fleet, Wave } from '../fleet/model.ts';
import { selectNodes } from '../fleet/select-nodes.ts';
import { checkWaveOptions, mostAtWork, parseShare, splitWaves } from '../fleet/waves.ts';
import type { Identity } from '../ports.ts';
import { checkAutomation, checkMatchedTag } from './check-automation.ts';
import type { RunIo, RunPreview, RunSpec } from './model.ts';
import { checkPause } from './pause.ts';
import type { RunPorts } from './run-context.ts';

export interface PreparedRun {
  /** With all that depends on the nodes. */
  spec: RunSpec;
  fleet: Fleet;
  preview: RunPreview;
}

/** Everything that can be known and refused before a question is asked: who asks, which nodes, whether the bucket is there. */
export async function prepareRun(ports: RunPorts, given: RunSpec, io: RunIo): Promise<PreparedRun> {
  const { options } = given;
  const { emit } = io;
  parseShare('--max-errors', options.maxErrors, 0);
  if (options.maxChanges !== undefined) parseShare('--max-changes', options.maxChanges, 0);
  checkWaveOptions(options);
  checkPause(options.pause, io);
  if (options.automation) checkAutomation(given);
  emit({ type: 'phase', text: 'Finding nodes' });
  const identity = await ports.inventory.identity();
  const fleet = await selectNodes(ports.inventory, given.selector, releasesOf(given.controls));
  if (options.automation) checkMatchedTag(fleet);
  const { nodes, excluded, matchedTag } = fleet;
  emit({ type: 'selected', selected: nodes.length, excluded, ...(matchedTag ? { matchedTag } : {}) });
  for (const text of fleet.warnings) emit({ type: 'warning', text });
  if (options.bucket) {
    emit({ type: 'phase', text: `Checking the bucket ${options.bucket}` });
    await ports.bucket.check(options.bucket, options.prefix);
  }
  const spec = given.forNodes ? { ...(await given.forNodes(nodes)), options, byNodes: true as const } : given;
  for (const text of spec.warnings) emit({ type: 'warning', text });
  const ids = nodes.map((node) => node.instanceId);
  const waves = options.automation ? [{ number: 1, canary: false, nodes: ids }] : splitWaves(nodes, options);
  return { spec, fleet, preview: previewOf(spec, fleet, waves, identity) };
}

/** The releases that some control is for. A plan without controls says nothing about that. */
export function releasesOf(controls: RunSpec['controls']): readonly Release[] {
  if (controls.length === 0) return RELEASES;
  return RELEASES.filter((release) => controls.some(({ when }) => when?.release?.includes(release) ?? true));
}

function previewOf(spec: RunSpec, fleet: Fleet, waves: Wave[], identity: Identity): RunPreview {
  const count = (controls: RunSpec['controls']) => new Set(controls.map((control) => control.id)).size;
  return {
    operation: spec.operation,
    baseline: spec.baseline,
    planHash: spec.planHash,
    controls: count(spec.controls),
    waived: spec.waived,
    heldBack: spec.heldBack,
    overlays: spec.overlays,
    manual: count(spec.controls.filter((control) => control.kind === 'manual')),
    nodes: fleet.nodes,
    excluded: fleet.excluded,
    waves,
    atOnce: mostAtWork(spec.options, fleet.nodes.length),
    pause: spec.options.pause ?? null,
    hooks: spec.options.hooks ?? null,
    document: { name: spec.document.name },
    bucket: spec.options.bucket ?? null,
    ...(spec.options.automation && { automation: spec.options.automation }),
    restartMinutes: spec.options.reboot === 'never' ? null : spec.options.rebootMinutes,
    identity,
    warnings: spec.warnings,
  };
}
