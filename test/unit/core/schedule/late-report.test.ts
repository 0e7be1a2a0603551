import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { lateReport } from '../../../../src/core/schedule/late-report.ts';
import type { ScheduledRun } from '../../../../src/core/schedule/scheduled-report.ts';
import { idOf, PLAN_HASH, reportFor, sha256 } from '../run/doubles.ts';

const ID = idOf(1);
const run: ScheduledRun = {
  associationId: 'assoc',
  step: 'apply',
  plan: PLAN_HASH,
  controlIds: new Set(['1.1', '1.2']),
  s3: null,
  started: new Date('2026-11-23T18:00:00Z'),
  until: new Date('2026-11-23T20:00:00Z'),
};
const startedAt = (started: string, over = {}) => reportFor(ID, 'node-1', 'assoc', { started, ...over });
const json = (report: unknown) => JSON.stringify(report);
const block = (text: string) =>
  `winharden-report/1 bytes=${text.length} sha256=${sha256(text)} encoding=gzip\n${gzipSync(text).toString('base64')}\n`;
const own = block(json(startedAt('2026-11-24T18:00:05Z')));

/** When the report began that is found, if one is. */
function found(
  reports: unknown[],
  over: { run?: Partial<ScheduledRun>; announced?: string; vouched?: string[]; cut?: number } = {},
) {
  const texts = reports.map(json);
  const output = [own, ...texts.map(block)].join('');
  const stdout = Buffer.from(over.cut === undefined ? output : output.slice(0, over.cut));
  const later = { instanceId: ID, stdout, vouched: over.vouched ?? texts.map(sha256) };
  return lateReport(later, { ...run, ...over.run }, over.announced ?? null)?.report.started ?? null;
}

const HERE = '2026-11-23T18:00:07Z';

describe('a report that came with a later run', () => {
  it('is the one that began in the run', () => {
    const all = ['2026-11-23T22:00:05Z', '2026-11-23T20:00:05Z', HERE, '2026-11-23T16:00:05Z'].map((at) =>
      startedAt(at),
    );
    assert.equal(found(all), HERE);
    assert.equal(
      found(all, { run: { started: new Date('2026-11-23T14:00:00Z'), until: run.started } }),
      all[3]?.started,
    );
  });

  it('is of one run alone, also where the clock of a node is a little behind', () => {
    const next = { started: run.until as Date, until: null };
    for (const [at, isHere, isNext] of [
      ['2026-11-23T17:58:59Z', false, false],
      ['2026-11-23T17:59:00Z', true, false],
      ['2026-11-23T19:58:59Z', true, false],
      ['2026-11-23T19:59:00Z', false, true],
      ['2026-11-24T20:00:00Z', false, false],
      ['never', false, false],
    ] as const) {
      const report = startedAt(at);
      assert.deepEqual([found([report]) !== null, found([report], { run: next }) !== null], [isHere, isNext], at);
    }
  });

  it('has to be of this node, schedule, plan and operation', () => {
    for (const report of [
      reportFor(idOf(2), 'node-1', 'assoc', { started: HERE }),
      reportFor(ID, 'node-1', 'other', { started: HERE }),
      reportFor(ID, 'run-1', 'assoc', { started: HERE }),
      startedAt(HERE, { plan: 'b'.repeat(64) }),
      startedAt(HERE, { operation: 'audit' }),
    ])
      assert.equal(found([report]), null);
  });

  it('has to be named by the report that it came with, and whole', () => {
    const report = startedAt(HERE);
    assert.equal(found([report], { vouched: [] }), null);
    assert.equal(found([report], { vouched: [sha256('another')] }), null);
    assert.equal(found([report], { cut: own.length + 300 }), null);
    const changed = block(json(report)).replace(sha256(json(report)), sha256('another'));
    const stdout = Buffer.from(own + changed);
    assert.equal(lateReport({ instanceId: ID, stdout, vouched: [sha256('another')] }, run, null), null);
  });

  it('has to be what the node announced at the time, where that is known, whatever its clock says', () => {
    const [one, other] = [startedAt('2026-11-23T09:00:00Z'), startedAt(HERE)];
    assert.equal(found([other, one], { announced: sha256(json(one)) }), one.started);
    assert.equal(found([other], { announced: sha256('another') }), null);
  });

  it('is never the own report of the run that it came with', () => {
    const text = json(startedAt(HERE));
    const later = { instanceId: ID, stdout: Buffer.from(block(text)), vouched: [sha256(text)] };
    assert.equal(lateReport(later, run, null), null);
  });
});
