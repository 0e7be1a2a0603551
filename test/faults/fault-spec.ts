import { openPolicy } from '../../src/actions/make-plan.ts';
import { createApp } from '../../src/app.ts';
import { renderDocument } from '../../src/core/document/render-document.ts';
import type { RunSpec } from '../../src/core/run/model.ts';
import type { Lab } from '../../src/lab/index.ts';

/** An apply over every node of a lab, rendered once for many labs. */
export async function applySpec(): Promise<(lab: Lab) => RunSpec> {
  const app = createApp({});
  const engine = await app.engine.read();
  const { plan, heldBack, overlays, waivers } = (await openPolicy(app, { baseline: 'eks-node' })).plan();
  const spec: Omit<RunSpec, 'options'> = {
    operation: 'apply',
    baseline: plan.baseline,
    planHash: plan.hash,
    controls: plan.controls,
    waived: 0,
    heldBack,
    overlays,
    waivers,
    document: await renderDocument({ plan, operation: 'apply', engine, timeoutSeconds: 60 }),
    parameters: { Reboot: 'never' },
    selector: { by: 'tags', tags: [{ key: 'eks:nodegroup-name', value: 'windows-ng' }] },
    warnings: [],
    plan,
  };
  return ({ bucket }) => ({
    ...spec,
    options: {
      canary: '0',
      waveSize: '40%',
      maxConcurrency: '10',
      maxErrors: '100%',
      bucket,
      prefix: '',
      waitMinutes: 6000,
      timeoutSeconds: 60,
      pollSeconds: 5,
      reboot: 'never',
      rebootMinutes: 0,
      dryRun: false,
    },
  });
}
