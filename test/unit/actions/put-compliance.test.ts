import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { describe, it } from 'mocha';
import { putCompliance } from '../../../src/actions/put-compliance.ts';
import type { ComplianceTarget } from '../../../src/core/compliance/result.ts';
import type { RunEvent } from '../../../src/core/events.ts';
import type { App } from '../../../src/core/ports.ts';
import type { RunResult } from '../../../src/core/results/model.ts';
import { FakeCompliance, judged } from '../core/compliance/doubles.ts';
import { sampleOutcome, sampleReport, sampleResult } from '../core/present/sample-run.ts';
import { FakeFolder } from '../core/run/doubles.ts';

const BOTH: ComplianceTarget[] = ['ssm', 'security-hub'];
const report = { source: 's3' as const, bytes: 1, sha256: 'a' };
const idOf = (number: number) => `i-0000000000000000${number}`;

/** Kept runs, and the services they are told to. */
class Kept {
  readonly services = new FakeCompliance();
  readonly events: RunEvent[] = [];
  readonly folders = new Map<string, FakeFolder>();

  get app(): Pick<App, 'runs' | 'compliance'> {
    const open = async (id: string) => this.folders.get(id) as FakeFolder;
    return { runs: { open } as unknown as App['runs'], compliance: this.services.port };
  }

  /** A run whose nodes found 1.1 as told; the last node did not report. */
  add(runId: string, statuses: Parameters<typeof judged>[1][], more: Partial<RunResult> = {}): void {
    const folder = new FakeFolder(runId);
    const outcomes = statuses.map((_, index) => sampleOutcome(index + 1, { report }));
    const silent = sampleOutcome(9, { outcome: 'NoReport' });
    const nodes = { selected: outcomes.length + 1, excluded: [], outcomes: [...outcomes, silent] };
    folder.files.set('result.json', sampleResult({ runId, nodes, ...more }));
    for (const [index, status] of statuses.entries())
      folder.files.set(`nodes/${idOf(index + 1)}.json`, sampleReport(index + 1, [judged('1.1', status)]));
    this.folders.set(runId, folder);
  }

  put = (runId: string, dryRun = false, to = BOTH) =>
    putCompliance(this.app, { runId, to, dryRun, emit: (event) => this.events.push(event) });
}

const NOTHING = { opened: 0, resolved: 0, unchanged: 0, newer: 0 };

describe('putCompliance', () => {
  it('tells both of every node that reported, and nothing the second time', async () => {
    const kept = new Kept();
    kept.add('a', ['NonCompliant', 'Compliant']);
    const first = await kept.put('a');
    deepEqual(first, {
      runId: 'a',
      baseline: 'cis-l1',
      dryRun: false,
      nodes: { told: 2, withoutReport: 1 },
      ssm: { put: 2, unchanged: 0, newer: 0, shortened: 0 },
      securityHub: { ...NOTHING, opened: 1 },
      failures: [],
    });
    const again = await kept.put('a');
    deepEqual(again.ssm, { put: 0, unchanged: 2, newer: 0, shortened: 0 });
    deepEqual(again.securityHub, { ...NOTHING, unchanged: 1 });
    equal(kept.services.puts.length, 2);
    equal(kept.services.sent.length, 1);
  });

  it('counts in a dry run and sends nothing', async () => {
    const kept = new Kept();
    kept.add('a', ['NonCompliant', 'Compliant']);
    const { dryRun, ssm, securityHub } = await kept.put('a', true);
    deepEqual([dryRun, ssm?.put, securityHub?.opened], [true, 2, 1]);
    deepEqual([kept.services.puts, kept.services.sent], [[], []]);
  });

  it('lets a later run resolve, and an older one change nothing more', async () => {
    const kept = new Kept();
    kept.add('a', ['NonCompliant', 'NonCompliant']);
    kept.add('b', ['Remediated', 'NonCompliant'], { finished: '2027-02-01T00:00:00Z' });
    await kept.put('a');
    const later = await kept.put('b');
    deepEqual(later.securityHub, { ...NOTHING, resolved: 1, unchanged: 1 });
    equal(later.ssm?.put, 2);
    kept.add('c', ['NonCompliant', 'NonCompliant'], { finished: '2027-01-01T00:00:00Z' });
    const older = await kept.put('c', false, ['ssm']);
    deepEqual(older.ssm, { put: 0, unchanged: 0, newer: 2, shortened: 0 });
    equal(older.securityHub, undefined);
    equal(kept.services.lists.get(idOf(1))?.runId, 'b');
  });

  it('shortens a list until Systems Manager takes it, and tells of one that it never takes', async () => {
    const kept = new Kept();
    kept.add('a', ['Compliant']);
    const many = Array.from({ length: 400 }, (_, index) => judged(`2.${index}`, 'Compliant'));
    kept.folders.get('a')?.files.set(`nodes/${idOf(1)}.json`, sampleReport(1, many));
    kept.services.mostBytes = 20_000;
    const { ssm } = await kept.put('a', false, ['ssm']);
    deepEqual(ssm, { put: 1, unchanged: 0, newer: 0, shortened: 1 });
    match(kept.services.lists.get(idOf(1))?.items[0]?.details['leftOut'] ?? '', /^\d+ items had no room/);
    kept.services.lists.clear();
    kept.services.mostBytes = 10;
    const { failures } = await kept.put('a', false, ['ssm']);
    deepEqual(failures, [{ to: 'ssm', of: idOf(1), reason: 'Systems Manager takes no list of it, however short' }]);
  });

  it('goes on where a node is gone or a finding is refused, and tells of it', async () => {
    const kept = new Kept();
    kept.add('a', ['NonCompliant', 'NonCompliant']);
    kept.services.unknownNodes.add(idOf(1));
    const refused = `winharden/111122223333/eu-west-1/${idOf(2)}/cis-l1/1.1`;
    kept.services.refused.push({ id: refused, code: 'InvalidInput', message: 'too long' });
    const { ssm, securityHub, failures } = await kept.put('a');
    equal(ssm?.put, 1);
    equal(securityHub?.opened, 1);
    deepEqual(failures, [
      { to: 'security-hub', of: refused, reason: 'InvalidInput: too long' },
      { to: 'ssm', of: idOf(1), reason: 'Systems Manager no longer knows the node' },
    ]);
  });

  it('leaves a node alone whose operation failed before it judged', async () => {
    const kept = new Kept();
    kept.add('a', ['Compliant']);
    kept.folders.get('a')?.files.set(`nodes/${idOf(1)}.json`, sampleReport(1, [], { error: 'no plan' }));
    const { nodes } = await kept.put('a');
    deepEqual(nodes, { told: 0, withoutReport: 2 });
    equal(kept.services.puts.length, 0);
  });

  it('says how far it is where there are many nodes', async () => {
    const kept = new Kept();
    kept.add(
      'a',
      Array.from({ length: 250 }, () => 'Compliant' as const),
    );
    await kept.put('a');
    deepEqual(kept.events, [{ type: 'phase', text: 'Told of 200 nodes' }]);
  });

  it('refuses a rollback, a part of a baseline, and a run without reports', async () => {
    const kept = new Kept();
    kept.add('a', ['Compliant'], { operation: 'rollback' });
    kept.add('b', []);
    kept.add('c', ['Remediated'], { operation: 'apply', partOf: 'cis-l1' });
    await rejects(kept.put('a'), { code: 'NoFindings', exit: 2 });
    await rejects(kept.put('c'), { code: 'NoFindings', exit: 2, message: /most controls of cis-l1/ });
    await rejects(kept.put('b'), { code: 'NoReports' });
  });
});
