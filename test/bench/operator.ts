/** A process of its own for the product, as it was built: runs once over a lab that another process has, and says what it took. */

import type { NodeReport } from '../../src/core/report/model.ts';
import { remoteTime } from '../remote-time.ts';
import { virtualApp } from '../virtual-app.ts';
import type { Asked, Told } from './run-in-process.ts';

const built = (path: string) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { createApp }: typeof import('../../src/app.ts') = await built('app.js');
const { startRun }: typeof import('../../src/actions/start-run.ts') = await built('actions/start-run.js');
const { ReportShelf }: typeof import('../../src/core/report/report-shelf.ts') =
  await built('core/report/report-shelf.js');
const { saveReport }: typeof import('../../src/terminal/save-report.ts') = await built('terminal/save-report.js');

const { keepMemorySmall }: typeof import('../../src/terminal/small-memory.ts') =
  await built('terminal/small-memory.js');

keepMemorySmall();
const { home, input }: Asked = JSON.parse(process.argv[2] ?? '');
const app = virtualApp({ clock: remoteTime() }, (clock) => createApp({ home, clock }));
const shelf = new ReportShelf();
let lastEnd = 0;
const io = {
  emit: ({ type }: { type: string }) => {
    if (type === 'nodeEnded') lastEnd = performance.now();
  },
  reported: (report: NodeReport) => shelf.add(report),
  confirm: async () => true,
  signal: new AbortController().signal,
};
process.channel?.ref();
const began = performance.now();
const start = app.clock.now().getTime();
const result = await startRun(app, input, io);
const fleetSeconds = (app.clock.now().getTime() - start) / 1000;
await saveReport({ result, reports: shelf.of(result.nodes.outcomes) });
const ended = performance.now();
const told: Told = {
  fleetSeconds,
  machineSeconds: (ended - began) / 1000,
  reportSeconds: (ended - lastEnd) / 1000,
  peakMemoryMB: process.resourceUsage().maxRSS / 1024,
  calls: result.aws.calls,
  outcomes: result.nodes.outcomes.map(({ instanceId, outcome }) => ({ instanceId, outcome })),
  state: result.state,
};
process.send?.(told, () => process.disconnect());
