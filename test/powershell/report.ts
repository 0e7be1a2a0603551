import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { NodeReport } from '../../src/core/report/model.ts';

/** The report that a script printed, its first line checked by hand and not by the product's own reader. */
export function readReport(stdout: string): NodeReport {
  const [first = '', body = '', rest] = stdout.split('\n');
  assert.equal(rest, '', 'two lines and no more');
  const parts = /^winharden-report\/1 bytes=(\d+) sha256=([0-9a-f]{64}) encoding=(json|gzip)$/.exec(first);
  assert.ok(parts, first);
  const json = parts[3] === 'gzip' ? gunzipSync(Buffer.from(body, 'base64')) : Buffer.from(body);
  assert.equal(json.length, Number(parts[1]));
  assert.equal(createHash('sha256').update(json).digest('hex'), parts[2]);
  return JSON.parse(json.toString('ascii')) as NodeReport;
}

/** What a script of a schedule printed: its own report, then earlier ones. */
export function readReports(stdout: string): NodeReport[] {
  const lines = stdout.split('\n');
  return Array.from({ length: (lines.length - 1) / 2 }, (_, at) =>
    readReport(`${lines.slice(2 * at, 2 * at + 2).join('\n')}\n`),
  );
}

/** How many controls have each status. */
export function tally(report: NodeReport): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of report.controls) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** Controls that are neither as they should be nor explained. */
export function unexplained(report: NodeReport): string[] {
  return report.controls
    .filter(({ status, message }) => {
      if (status === 'NotApplicable' || status === 'Manual' || status === 'Waived') return message === undefined;
      return status !== 'Compliant' && status !== 'Remediated';
    })
    .map(({ id, status, found, message }) => `${id} ${status} ${JSON.stringify(found)} ${message ?? ''}`);
}
