import { renderDocument } from '../../src/actions/render-document.ts';
import { createApp } from '../../src/app.ts';
import type { Benchmark } from './bench.ts';
import { median, round } from './measure.ts';

const ROUNDS = 7;

/** Reading the policy, resolving, planning and rendering the document, in process and from the beginning each time. */
export const render: Benchmark = {
  name: 'render',
  async run() {
    const app = createApp({});
    const document = (baseline: string) =>
      renderDocument(app, { baseline, operation: 'apply', format: 'ssm-yaml', include: [] });
    const times: number[] = [];
    for (let i = 0; i <= ROUNDS; i++) {
      const started = performance.now();
      await document('cis-l1');
      times.push(performance.now() - started);
    }
    const [first = Number.NaN, ...later] = times;
    const largest = await document('cis-l2');
    return {
      'cis-l1 apply, first, s (limit 0.3)': round(first / 1000),
      'cis-l1 apply, again, s': round(median(later) / 1000),
      'cis-l2 apply, bytes with parameters': largest.bytes,
      'cis-l2 apply, bytes left of 65536': largest.bytesLeft,
    };
  },
};
