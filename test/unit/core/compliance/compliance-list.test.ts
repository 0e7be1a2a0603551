import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { complianceList, isShortened } from '../../../../src/core/compliance/compliance-list.ts';
import { STATUSES } from '../../../../src/core/report/model.ts';
import { hostileText } from '../../../hostile-text.ts';
import { sampleReport } from '../present/sample-run.ts';
import { judged, verdictOf } from './doubles.ts';

describe('complianceList', () => {
  it('begins with a summary, and has what is not met first, the worst severity first', () => {
    const { instanceId, items } = complianceList(
      verdictOf([judged('1.1', 'NonCompliant'), judged('1.2', 'Compliant'), judged('1.3', 'Error', { found: null })]),
    );
    equal(instanceId, 'i-00000000000000001');
    deepEqual(
      items.map(({ id, title, severity, met }) => [id, title, severity, met]),
      [
        ['winharden', 'cis-l1: 2 of 3 controls are not as required', 'high', false],
        ['1.3', 'Of 2022', 'high', false],
        ['1.1', 'Long passwords', 'medium', false],
        ['1.2', 'No guests', 'high', true],
      ],
    );
    deepEqual(items[2]?.details, { status: 'NonCompliant', found: '0', required: '14 or more' });
    deepEqual(items[1]?.details, { status: 'Error', required: '14 or more' });
  });

  it('calls compliant only what was judged so, and counts the others in the summary', () => {
    const all = STATUSES.map((status, index) => judged(`2.${index}`, status));
    const { items } = complianceList(verdictOf(all));
    deepEqual(
      items.slice(1).map(({ details, met }) => [details['status'], met]),
      [
        ['NonCompliant', false],
        ['Error', false],
        ['Compliant', true],
        ['Remediated', true],
      ],
    );
    const { waived, manual, notApplicable, notMet, met } = items[0]?.details ?? {};
    deepEqual([waived, manual, notApplicable, notMet, met], ['1', '1', '1', '2', '2']);
  });

  it('never calls a node compliant of which nothing was judged, or whose operation failed', () => {
    equal(complianceList(verdictOf([judged('1.1', 'Waived')])).items[0]?.met, false);
    const failed = sampleReport(1, [judged('1.1', 'Compliant')], { error: 'secedit failed' });
    const { items } = complianceList(verdictOf([], { report: failed }));
    equal(items[0]?.met, false);
    equal(items[0]?.details['error'], 'secedit failed');
    equal(complianceList(verdictOf([judged('1.1', 'Compliant')])).items[0]?.met, true);
  });

  it('has another hash in another run, so that a node shows when it was last looked at, and where a value changed', () => {
    const first = complianceList(verdictOf([judged('1.1', 'NonCompliant')]));
    equal(complianceList(verdictOf([judged('1.1', 'NonCompliant')])).hash, first.hash);
    const later = verdictOf([judged('1.1', 'NonCompliant')], { runId: 'run-2' });
    notEqual(complianceList(later).hash, first.hash);
    notEqual(complianceList(verdictOf([judged('1.1', 'NonCompliant', { found: 1 })])).hash, first.hash);
  });

  it('leaves out the end where there is no room, never what is not met before what is met, and says so', () => {
    const controls = Array.from({ length: 200 }, (_, index) =>
      judged(`3.${index}`, index < 20 ? 'NonCompliant' : 'Compliant'),
    );
    const whole = complianceList(verdictOf(controls));
    equal(isShortened(whole), false);
    const short = complianceList(verdictOf(controls), 4096);
    ok(isShortened(short));
    equal(short.items.filter(({ met }) => !met).length, 21);
    match(short.items[0]?.details['leftOut'] ?? '', new RegExp(`^${201 - short.items.length} items had no room`));
    ok(Buffer.byteLength(JSON.stringify(short.items)) <= 4096 + short.items.length + 1);
    const most = Array.from({ length: 10_500 }, (_, index) => judged(`${index}`, 'Compliant'));
    equal(complianceList(verdictOf(most), Number.POSITIVE_INFINITY).items.length, 10_000);
  });

  it('keeps to the bounds of the service whatever a node says', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (found, message) => {
        const report = sampleReport(
          1,
          [judged('1.1', 'NonCompliant', { found: [found, { [found]: found }], message })],
          {
            error: message,
          },
        );
        for (const { title, details } of complianceList(verdictOf([], { report })).items) {
          ok(title.length <= 500);
          for (const [key, value] of Object.entries(details)) {
            ok(key.length <= 64 && value.length > 0 && value.length <= 4096);
            ok(value.isWellFormed());
            ok(!/[\u0000-\u001f\u007f]/.test(value));
          }
        }
      }),
    );
  });
});
