import { deepEqual, doesNotMatch, match } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { csv } from '../../../../src/core/present/csv.ts';
import { htmlParts } from '../../../../src/core/present/html.ts';
import type { ShownRun } from '../../../../src/core/present/model.ts';
import { onlyNode } from '../../../../src/core/present/narrow.ts';
import type { WaiverUse } from '../../../../src/core/results/waiver-use.ts';
import { plainStyle } from '../../../../src/terminal/style.ts';
import { controlView } from '../../../../src/terminal/views/control-view.ts';
import { nodeView } from '../../../../src/terminal/views/node-view.ts';
import { runView } from '../../../../src/terminal/views/run-view.ts';
import { sampleOutcome, sampleRun } from './sample-run.ts';

const page = (run: ShownRun) => [...htmlParts(run, TEMPLATE)].join('');
const TEMPLATE = readFileSync(new URL('../../../../documents/report.html.hbs', import.meta.url), 'utf8');

const use = (parts: Partial<WaiverUse>): WaiverUse => ({
  controls: ['1.*'],
  reason: 'The old application',
  state: 'inForce',
  nodes: 2,
  ...parts,
});
const EXPIRED = use({ state: 'expired', owner: 'Ops', ticket: 'OPS-12', expires: '2026-12-31', nodes: 0 });
const NOTE = 'waiver of Ops (OPS-12) expired on 2026-12-31';

const share = (met: number, of: number, percent: number) => ({ met, of, percent });
const score = { beforeWaivers: share(3, 4, 75), afterWaivers: share(3, 3, 100) };

function run(...waivers: WaiverUse[]) {
  const { result, reports } = sampleRun();
  const outcomes = [sampleOutcome(1, { score }), sampleOutcome(2, { score })];
  const both = { beforeWaivers: share(6, 8, 75), afterWaivers: share(6, 6, 100) };
  return { result: { ...result, waivers, score: both, nodes: { ...result.nodes, outcomes } }, reports };
}

describe('an expired waiver', () => {
  it('is told of wherever its control is not met', () => {
    const shown = run(EXPIRED);
    match(controlView(shown, plainStyle), new RegExp(`NonCompliant .*${NOTE.replace(/[()]/g, '\\$&')}`));
    for (const text of [nodeView(onlyNode(shown, 'node-1'), plainStyle), csv(shown), page(shown)]) {
      match(text, new RegExp(NOTE.replace(/[()]/g, '\\$&')));
    }
    doesNotMatch(nodeView(onlyNode(shown, 'node-2'), plainStyle), /expired on/);
  });

  it('is no matter of nodes that it was not for', () => {
    const elsewhere = { ...EXPIRED, when: { instanceId: ['i-00000000000000002'] } };
    doesNotMatch(csv(run(elsewhere)), /expired on/);
  });

  it('is listed with unused ones under the run, and those in force on the page', () => {
    const waivers = [EXPIRED, use({ controls: ['7.1'], state: 'unused', nodes: 0 }), use({ controls: ['9.1'] })];
    const text = runView(run(...waivers), '', plainStyle);
    match(
      text,
      /2 waivers do not hold\n.*\n +1\.\* +expired +Ops +OPS-12 +2026-12-31 +The old application\n +7\.1 +unused/,
    );
    doesNotMatch(text, /9\.1/);
    const rows = page(run(...waivers)).match(/<section id="waivers">[\s\S]*?<\/section>/)?.[0] ?? '';
    deepEqual(
      [...rows.matchAll(/<span class="word \w+">([\w ]+)</g)].map(([, state]) => state),
      ['expired', 'unused', 'in force'],
    );
  });
});

describe('both scores', () => {
  it('stand under the headline, beside each node, on the page', () => {
    const text = runView(run(), '', plainStyle);
    match(text, /75 % of the controls are met before waivers \(6 of 8\), 100 % after \(6 of 6\)\./);
    match(text, /i-00000000000000001 .* 75 % \/ 100 %/);
    match(nodeView(onlyNode(run(), 'node-1'), plainStyle), /75 % .*\(3 of 4\)/);
    match(page(run()), /<b>75 %<\/b>before waivers <span class="dim">6 of 8/);
  });

  it('say of how many nodes they are where some gave no report', () => {
    const shown = run();
    const outcomes = [sampleOutcome(1, { score }), sampleOutcome(2, { outcome: 'NoReport' })];
    const partly = { ...shown, result: { ...shown.result, nodes: { ...shown.result.nodes, outcomes } } };
    match(runView(partly, '', plainStyle), /over the 1 of 2 nodes that reported/);
  });

  it('of one node are its own', () => {
    deepEqual(onlyNode(run(), 'node-1').result.score, score);
  });
});
