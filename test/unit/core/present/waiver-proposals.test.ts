import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { parse } from 'yaml';
import { readConfig } from '../../../../src/core/baseline/config.ts';
import { type ProposalInput, proposeWaivers, waiverFile } from '../../../../src/core/present/waiver-proposals.ts';
import type { ControlResult, Status } from '../../../../src/core/report/model.ts';
import { schemaCheck, smallCatalogue } from '../baseline/small-policy.ts';
import { sampleOutcome, sampleReport, sampleResult } from './sample-run.ts';

const idOf = (number: number) => `i-0000000000000000${number}`;
const result = (status: Status, more: Partial<ControlResult> = {}): ControlResult => ({
  id: '1.1',
  status,
  found: 0,
  required: { atLeast: 24 },
  ...more,
});

/** A run whose nodes say this of control 1.1, each with its release. */
function runOf(...nodes: [ControlResult, number?][]) {
  const reports = nodes.map(([control, release = 2022], index) => {
    const report = sampleReport(index + 1, [control]);
    return { ...report, node: { ...report.node, release } };
  });
  const outcomes = nodes.map((_, index) => sampleOutcome(index + 1));
  const controls = [{ id: '1.1', title: 'Remember earlier passwords', level: 'L1', statuses: {} }];
  const run = { selected: nodes.length, excluded: [], outcomes };
  return { result: sampleResult({ operation: 'audit', controls, nodes: run }), reports };
}
const propose = (run: ProposalInput['run'], more: Partial<ProposalInput> = {}) =>
  proposeWaivers({ run, isWanted: () => true, isChosen: () => true, ...more });
const OPEN = result('NonCompliant');
const MET = result('Compliant', { found: 24 });

describe('proposals of waivers', () => {
  it('are for controls that nodes do not meet, with what was found', () => {
    const [proposal, ...others] = propose(runOf([OPEN], [result('Error', { message: 'denied' })]));
    deepEqual(others, []);
    deepEqual([proposal?.id, proposal?.when, proposal?.nodes], ['1.1', undefined, undefined]);
    deepEqual(
      proposal?.findings.map(({ status, found, required, nodes }) => [status, found, required, nodes]),
      [
        ['Error', '0', '24 or more', [`node-2 (${idOf(2)})`]],
        ['NonCompliant', '0', '24 or more', [`node-1 (${idOf(1)})`]],
      ],
    );
    deepEqual(propose(runOf([MET], [result('Waived')], [result('Manual')])), []);
  });

  it('name the release where that tells nodes apart, else the nodes', () => {
    const byRelease = propose(runOf([OPEN, 2019], [OPEN, 2019], [MET, 2022]))[0];
    deepEqual([byRelease?.when, byRelease?.nodes], [{ release: [2019] }, undefined]);
    const byNode = propose(runOf([OPEN, 2019], [MET, 2019], [MET, 2022]))[0];
    deepEqual([byNode?.when, byNode?.nodes], [undefined, { instanceIds: [idOf(1)] }]);
    equal(propose(runOf([OPEN, 2019], [result('NotApplicable'), 2022]))[0]?.when, undefined);
  });

  it('are for the chosen nodes and controls alone', () => {
    const run = runOf([OPEN], [OPEN]);
    const [only] = propose(run, { isChosen: (id) => id === idOf(2) });
    deepEqual([only?.nodes, only?.findings[0]?.nodes.length], [{ instanceIds: [idOf(2)] }, 1]);
    deepEqual(propose(run, { isWanted: () => false }), []);
  });
});

describe('the file of proposals', () => {
  const fileOf = (run: ReturnType<typeof runOf>) =>
    waiverFile({ version: '1.0.0', run: run.result, proposals: propose(run), owner: 'Ops', expires: '2027-06-30' });
  const problems = async (text: string) =>
    (await readConfig({ path: 'w.yaml', text }, await schemaCheck(), await smallCatalogue())).problems;

  it('is refused until every waiver has a reason, and valid then', async () => {
    const text = fileOf(runOf([OPEN, 2019], [MET, 2019]));
    const [problem, ...others] = await problems(text);
    deepEqual(others, []);
    equal(text.split('\n')[(problem?.line ?? 0) - 1], '    reason: ""');
    match(problem?.message ?? '', /expected text that is not empty/);
    const filled = text.replace('reason: ""', 'reason: The old application');
    deepEqual(await problems(filled), []);
    deepEqual(parse(filled).waivers, [
      {
        controls: ['1.1'],
        reason: 'The old application',
        owner: 'Ops',
        expires: '2027-06-30',
        nodes: { instanceIds: [idOf(1)] },
      },
    ]);
  });

  it('is valid where there is nothing to propose', async () => deepEqual(await problems(fileOf(runOf([MET]))), []));

  it('names the first ten nodes and counts the others', () => {
    const many = runOf(...Array.from({ length: 12 }, (): [ControlResult] => [OPEN]));
    match(fileOf(many), /# - NonCompliant on .* and 2 more: found 0, required 24 or more\n/);
    doesNotMatch(fileOf(runOf([OPEN])), / more: /);
  });

  it('lets nothing that a node says out of its comment', async () => {
    const texts = fc.string({ unit: fc.constantFrom('\n', '\r', '\u2028', '\u0085', '#', ':', ' ', 'x', '"', '{') });
    await fc.assert(
      fc.asyncProperty(texts, texts, async (found, message) => {
        const text = fileOf(runOf([result('NonCompliant', { found, message })]));
        const { waivers } = parse(text);
        deepEqual([waivers.length, Object.keys(waivers[0])], [1, ['controls', 'reason', 'owner', 'expires']]);
      }),
    );
  });
});
