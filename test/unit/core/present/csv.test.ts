import { deepEqual, equal, ok } from 'node:assert/strict';
import { csv } from '../../../../src/core/present/csv.ts';
import { sampleReport, sampleResult, sampleRun } from './sample-run.ts';

const fields = (found: unknown) => {
  const controls = [
    {
      id: '1',
      title: 'say "no", always',
      level: 'L1',
      alsoMeets: ['V-1', 'CIS 2'],
      nist: ['AC-7', 'IA-5(1)'],
      statuses: {},
    },
  ];
  const report = sampleReport(1, [{ id: '1', status: 'Error', found, required: 1, message: 'a\nb' }]);
  return csv({ result: sampleResult({ controls }), reports: [report] }).split('\r\n')[1];
};

describe('csv', () => {
  it('has one line per node and control', () => {
    const lines = csv(sampleRun()).trimEnd().split('\r\n');
    equal(lines.length, 5);
    equal(lines[1], 'i-00000000000000001,WIN-1,2022,1.1.1,L1,Remember earlier passwords,NonCompliant,,0,24 or more,,,');
  });

  it('says which reports are unverified, where some are', () => {
    const { result, reports } = sampleRun();
    const [first, ...others] = result.nodes.outcomes;
    ok(first);
    const report = { source: 's3' as const, bytes: 1, sha256: '', unverified: true as const };
    const nodes = { ...result.nodes, outcomes: [{ ...first, report }, ...others] };
    const lines = csv({ result: { ...result, nodes }, reports })
      .trimEnd()
      .split('\r\n');
    ok(lines[0]?.endsWith(',report'));
    deepEqual(
      new Set(lines.slice(1).map((line) => `${line.includes(first.instanceId)} ${line.split(',').at(-1)}`)),
      new Set(['true unverified', 'false verified']),
    );
  });

  it('quotes commas, quotes and line ends', () => {
    equal(
      fields('x,y'),
      'i-00000000000000001,WIN-1,2022,1,L1,"say ""no"", always",Error,,"x,y",1,"a\nb",V-1; CIS 2,AC-7; IA-5(1)',
    );
  });

  it('lets no spreadsheet take a value for a formula', () => {
    const started = ['=1+1', '+1', '-1', '@x', '\tx'].map((found) => fields(found)?.split(',').at(-5));
    deepEqual(
      started.map((field) => field?.replace('"', '')[0]),
      ["'", "'", "'", "'", "'"],
    );
  });
});
