import { deepEqual, equal, match } from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { CisResult } from '../../../../src/core/inspector/model.ts';
import { pairsCsv } from '../../../../src/core/inspector/pairs-csv.ts';
import {
  agreementCounts,
  type Comparison,
  compareNumbers,
  type Pair,
  sideBySide,
} from '../../../../src/core/inspector/side-by-side.ts';
import type { ControlResult } from '../../../../src/core/report/model.ts';
import { sampleOutcome } from '../present/sample-run.ts';
import { cisResult } from './doubles.ts';

const NODE = 'i-00000000000000001';
const RUN: Comparison['run'] = {
  runId: 'run-1',
  baseline: 'cis-l1',
  operation: 'apply',
  started: '2027-01-31T10:00:00Z',
  finished: '2027-01-31T10:01:00Z',
};

function pairs(
  results: CisResult[],
  controls: (Partial<ControlResult> & { id: string })[],
  more: Partial<Comparison> = {},
): Pair[] {
  const comparison = { run: RUN, scanned: '2027-01-31T11:00:00Z', level: 1 as const, ...more };
  const ours = controls.map((control) => ({
    status: 'Compliant' as const,
    found: 5,
    required: { atMost: 5 },
    ...control,
  }));
  return sideBySide(comparison, [{ instanceId: NODE, results }], {
    findings: [{ instanceId: NODE, controls: ours }],
    outcomes: [sampleOutcome(1)],
    controls: ours.map(({ id }) => ({ id, title: `Control ${id}`, level: id === '9.9' ? 'L2' : 'L1', statuses: {} })),
  });
}

/** What is made of one check and one control of the same number. */
function verdict(inspector: CisResult['status'], control: Partial<ControlResult>, more: Partial<Comparison> = {}) {
  const [pair] = pairs([cisResult('1.1', inspector)], [{ id: '1.1', ...control }], more) as [Pair];
  return [pair.agreement, pair.reason];
}

describe('Inspector and winharden side by side', () => {
  it('agree where both are content, or neither', () => {
    deepEqual(verdict('PASSED', { status: 'Compliant' }), ['agree', null]);
    deepEqual(verdict('PASSED', { status: 'Remediated' }), ['agree', null]);
    deepEqual(verdict('FAILED', { status: 'NonCompliant' }), ['agree', null]);
    deepEqual(verdict('SKIPPED', { status: 'NotApplicable' }), ['agree', null]);
    deepEqual(verdict('SKIPPED', { status: 'Manual' }), ['agree', null]);
    deepEqual(verdict('PASSED', { status: 'Waived', withoutWaiver: 'Compliant' }), ['agree', null]);
  });

  it('differ for a reason', () => {
    deepEqual(verdict('FAILED', { status: 'Waived', withoutWaiver: 'NonCompliant' }), ['differ', 'waived']);
    deepEqual(verdict('PASSED', { status: 'NonCompliant' }), ['differ', 'readDifferently']);
    deepEqual(verdict('FAILED', { status: 'Remediated' }, { scanned: '2027-01-31T09:00:00Z' }), [
      'differ',
      'remediatedSince',
    ]);
    deepEqual(verdict('FAILED', { status: 'Remediated' }), ['differ', 'readDifferently']);
    deepEqual(verdict('PASSED', { status: 'NonCompliant' }, { scanned: '2027-01-20T09:00:00Z' }), [
      'differ',
      'changedSince',
    ]);
    deepEqual(verdict('PASSED', { status: 'NonCompliant' }, { scanned: null }), ['differ', 'readDifferently']);
  });

  it('tell what one of them alone judges', () => {
    deepEqual(verdict('SKIPPED', { status: 'Compliant' }), ['onlyWinharden', 'skipped']);
    deepEqual(verdict('PASSED', { status: 'Manual' }), ['onlyInspector', 'manual']);
    deepEqual(verdict('FAILED', { status: 'NotApplicable' }), ['onlyInspector', 'notApplicable']);
    deepEqual(verdict('FAILED', { status: 'Error', message: 'no such key' }), ['onlyInspector', 'unread']);
    const told = pairs(
      [cisResult('1.2', 'PASSED'), cisResult('1.3', 'PASSED', { level: 2 })],
      [{ id: '1.1' }, { id: '9.9' }],
    );
    deepEqual(
      told.map(({ control, agreement, reason }) => [control, agreement, reason]),
      [
        ['1.1', 'onlyWinharden', 'benchmark'],
        ['1.2', 'onlyInspector', 'benchmark'],
        ['1.3', 'onlyInspector', 'level'],
        ['9.9', 'onlyWinharden', 'level'],
      ],
    );
    deepEqual(agreementCounts(told), { agree: 0, differ: 0, onlyInspector: 2, onlyWinharden: 2 });
  });

  it('show our values in words', () => {
    const [pair] = pairs([cisResult('1.1', 'PASSED')], [{ id: '1.1', status: 'NonCompliant', found: 10 }]) as [Pair];
    deepEqual([pair.found, pair.required, pair.name, pair.title], ['10', '5 or less', 'node-1', 'Check 1.1']);
    match(pair.why, /winharden found 10 and asks for 5 or less/);
  });

  it('take several of our controls for one check, the worst counting', () => {
    const ours = [{ id: '5.1.1' }, { id: '5.1.2', status: 'NonCompliant' as const }];
    const [pair, ...others] = pairs([cisResult('5.1', 'PASSED')], ours) as [Pair];
    deepEqual([pair.winharden, pair.controls, pair.reason], ['NonCompliant', ['5.1.1', '5.1.2'], 'severalControls']);
    equal(others.length, 0);
  });

  it('find the number in a longer id, and count a check that comes twice once', () => {
    const ids = ['xccdf_org.example_rule_1.1_L1', '1.1'].map((id, index) =>
      cisResult(id, index === 0 ? 'FAILED' : 'PASSED'),
    );
    const [pair, ...others] = pairs(ids, [{ id: '1.1', status: 'NonCompliant' }]) as [Pair];
    deepEqual([pair.control, pair.inspector, pair.agreement, others.length], ['1.1', 'FAILED', 'agree', 0]);
  });

  it('have nothing to say of a node that one of them does not know', () => {
    const known = { findings: [], outcomes: [], controls: [] };
    deepEqual(
      sideBySide(
        { run: RUN, scanned: null, level: 1 },
        [{ instanceId: NODE, results: [cisResult('1', 'PASSED')] }],
        known,
      ),
      [],
    );
  });

  it('come in the order of the benchmark', () => {
    deepEqual(['2.2.10', '2.2.9', '10', 'x', '2.2'].sort(compareNumbers), ['2.2', '2.2.9', '2.2.10', '10', 'x']);
  });

  it('are lines of CSV that no spreadsheet runs', () => {
    const text = pairsCsv(
      pairs([cisResult('1.1', 'FAILED', { title: '=1+1' })], [{ id: '1.1', status: 'NonCompliant' }]),
    );
    match(text, /^control,instanceId,name,/);
    match(text, /\r\n1\.1,i-00000000000000001,node-1,1,'=1\+1,agree,FAILED,NonCompliant,5,5 or less,,\r\n$/);
  });
});
