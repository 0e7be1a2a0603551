import { deepEqual, equal, match, ok } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { arnOfNode, findingChanges, generatorPrefix } from '../../../../src/core/compliance/findings.ts';
import type { Finding } from '../../../../src/core/compliance/model.ts';
import { STATUSES } from '../../../../src/core/report/model.ts';
import { hostileText } from '../../../hostile-text.ts';
import { sampleOutcome, sampleReport } from '../present/sample-run.ts';
import { judged, standingOf, verdictOf } from './doubles.ts';

const LATER = { runId: 'run-2', time: '2027-02-01T00:00:00Z' };
const ID = 'winharden/111122223333/eu-west-1/i-00000000000000001/cis-l1/1.1';

const states = (findings: Finding[]) => findings.map(({ id, state }) => [id.split('/').at(-1), state]);

/** What stands after a run that found 1.1 and 1.2 not met. */
const opened = () => findingChanges(verdictOf([judged('1.1', 'NonCompliant'), judged('1.2', 'Error')]), []).send;

describe('findingChanges', () => {
  it('opens a finding under a stable id for each control that is not met, and none for others', () => {
    const { send } = findingChanges(verdictOf(STATUSES.map((status, index) => judged(`1.${index}`, status))), []);
    deepEqual(states(send), [
      ['1.1', 'failed'],
      ['1.6', 'unknown'],
    ]);
    const [first] = send as [Finding];
    equal(first.id, ID);
    equal(first.generator, 'winharden/cis-l1/1.1');
    equal(first.resource, 'arn:aws:ec2:eu-west-1:111122223333:instance/i-00000000000000001');
    equal(first.title, '1.1 Long passwords');
    equal(first.description, 'NonCompliant on node-1. Found: 0. Required: 14 or more.');
    match(first.remediation, /^winharden apply --baseline cis-l1 --instance-id i-00000000000000001 /);
    deepEqual(
      [first.severity, first.nist, first.created, first.updated],
      ['medium', ['IA-5'], '2027-01-31T10:01:00Z', '2027-01-31T10:01:00Z'],
    );
    equal(send[1]?.severity, 'medium');
  });

  it('sends nothing again that has not changed, until it is a month old', () => {
    const standing = opened().map(standingOf);
    const again = [judged('1.1', 'NonCompliant'), judged('1.2', 'Error')];
    deepEqual(findingChanges(verdictOf(again, LATER), standing), { send: [], unchanged: 2, newer: 0 });
    const { send } = findingChanges(verdictOf(again, { ...LATER, time: '2027-03-20T00:00:00Z' }), standing);
    deepEqual(states(send), [
      ['1.1', 'failed'],
      ['1.2', 'unknown'],
    ]);
    equal(send[0]?.created, '2027-01-31T10:01:00Z');
  });

  it('sends what was found otherwise', () => {
    const standing = opened().map(standingOf);
    const now = [judged('1.1', 'NonCompliant', { found: 7 }), judged('1.2', 'NonCompliant')];
    const { send, unchanged } = findingChanges(verdictOf(now, LATER), standing);
    deepEqual(states(send), [
      ['1.1', 'failed'],
      ['1.2', 'failed'],
    ]);
    equal(unchanged, 0);
  });

  it('resolves what is met, waived or no longer demanded', () => {
    const standing = opened().map(standingOf);
    deepEqual(states(findingChanges(verdictOf([judged('1.1', 'Remediated')], LATER), standing).send), [
      ['1.1', 'passed'],
      ['1.2', 'notJudged'],
    ]);
    const waived = [judged('1.1', 'Waived', { message: 'opt-in' }), judged('1.2', 'Compliant')];
    const { send } = findingChanges(verdictOf(waived, LATER), standing);
    deepEqual(states(send), [
      ['1.1', 'notJudged'],
      ['1.2', 'passed'],
    ]);
    equal(send[0]?.description, 'Waived on node-1. Found: 0. Required: 14 or more. opt-in');
  });

  it('resolves nothing that a report which broke off does not name', () => {
    const standing = opened().map(standingOf);
    const report = sampleReport(1, [judged('1.1', 'Compliant')], { error: 'it broke off' });
    deepEqual(states(findingChanges(verdictOf([], { ...LATER, report }), standing).send), [['1.1', 'passed']]);
  });

  it('leaves alone what a later run has updated', () => {
    const standing = opened().map((finding) => ({ ...standingOf(finding), updated: '2027-03-01T00:00:00Z' }));
    deepEqual(findingChanges(verdictOf([judged('1.1', 'Compliant')], LATER), standing), {
      send: [],
      unchanged: 0,
      newer: 2,
    });
  });

  it('knows nodes that are no EC2 instances', () => {
    const verdict = verdictOf([judged('1.1', 'NonCompliant')], {
      node: sampleOutcome(1, { instanceId: 'mi-0123456789abcdef0' }),
      place: { account: '1', region: 'cn-north-1', partition: 'aws-cn' },
    });
    equal(arnOfNode(verdict), 'arn:aws-cn:ssm:cn-north-1:1:managed-instance/mi-0123456789abcdef0');
    equal(findingChanges(verdict, []).send[0]?.isInstance, false);
  });

  it('tells baselines apart by how their generators begin', () => {
    equal(generatorPrefix('cis-l1'), 'winharden/cis-l1/');
    ok(!generatorPrefix('cis-l1+eks-node').startsWith(generatorPrefix('cis-l1')));
    const long = (end: string) => generatorPrefix('b'.repeat(300) + end);
    ok(long('x').length < 200 && long('x') !== long('y'));
  });

  it('keeps to the bounds of the format whatever nodes and files say', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (text, id) => {
        const control = judged(`c${id}`, 'NonCompliant', { found: text, required: text, message: text });
        const verdict = verdictOf([control], { baseline: text, node: sampleOutcome(1, { name: text }) });
        const [finding] = findingChanges(verdict, []).send as [Finding];
        ok(finding.id.length <= 512 && finding.generator.length <= 512);
        ok(finding.title.length > 0 && finding.title.length <= 256);
        ok(finding.description.length > 0 && finding.description.length <= 1024);
        ok(finding.remediation.length <= 512);
        ok(JSON.stringify(finding).isWellFormed());
        for (const value of [...Object.values(finding.fields), finding.title, finding.description, finding.id]) {
          ok(value.length <= 2048 && value.isWellFormed());
          ok(!/[\u0000-\u001f\u007f]/.test(value));
        }
        equal(findingChanges(verdict, [standingOf(finding)]).unchanged, 1);
      }),
    );
  });
});
