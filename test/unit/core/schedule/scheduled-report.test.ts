import assert from 'node:assert/strict';
import type { AssociationTarget, ReadAnswer } from '../../../../src/core/ports.ts';
import { fittingFolders } from '../../../../src/core/schedule/output-folders.ts';
import {
  type CollectPorts,
  type ScheduledRun,
  scheduledReport,
} from '../../../../src/core/schedule/scheduled-report.ts';
import { idOf, PLAN_HASH, printed, reportFor } from '../run/doubles.ts';

const ID = idOf(1);
const FOLDER = `winharden/${ID}/assoc`;
const run: ScheduledRun = {
  associationId: 'assoc',
  step: 'apply',
  plan: PLAN_HASH,
  controlIds: new Set(['1.1', '1.2']),
  s3: { bucket: 'results', prefix: 'winharden' },
  started: new Date('2026-11-23T18:00:00Z'),
  until: new Date('2026-11-23T20:00:00Z'),
};
const target: AssociationTarget = {
  instanceId: ID,
  status: 'Success',
  details: 'Success',
  ended: null,
  outputId: 'output-1',
};
const honest = printed(reportFor(ID, 'node-1', 'assoc'));
const other = printed(reportFor(ID, 'node-2', 'assoc', { rebootRequired: true }));

/** A bucket with one node's outputs by the time in their folder, and what Systems Manager says of them. */
function ports(objects: Record<string, string | ReadAnswer>, stdout: string | null) {
  const reads: string[] = [];
  const asked: unknown[] = [];
  const made = {
    bucket: {
      folders: async (_bucket: string, folder: string, after: string) =>
        folder === FOLDER
          ? Object.keys(objects)
              .filter((name) => name > after)
              .sort()
          : [],
      read: async (_bucket: string, key: string, most: number): Promise<ReadAnswer> => {
        reads.push(key);
        const found = objects[key.split('/')[3] ?? ''] ?? { kind: 'missing' };
        if (typeof found !== 'string') return found;
        const bytes = Buffer.from(found);
        return bytes.byteLength > most ? { kind: 'tooLarge' } : { kind: 'read', bytes };
      },
    },
    commands: {
      output: async (...node: unknown[]) => {
        asked.push(node);
        return stdout === null ? null : { stdout, stderr: 'it went wrong' };
      },
    },
  };
  return { ports: made as unknown as CollectPorts, reads, asked };
}

/** In short: where it was taken from, or why there is none. */
async function told(
  objects: Record<string, string | ReadAnswer>,
  stdout: string | null,
  over: { run?: Partial<ScheduledRun>; target?: Partial<AssociationTarget> } = {},
) {
  const made = ports(objects, stdout);
  const found = await scheduledReport(made.ports, { ...run, ...over.run }, { ...target, ...over.target });
  if ('refused' in found) return found.problem;
  const { source, unverified, key } = found.source;
  return [source, ...(unverified ? ['unverified'] : []), ...(key ? [key.split('/')[3]] : [])].join(' ');
}

const CUT = `${honest.slice(0, 300)}--output truncated--`;
const AT = '2026-11-23T18-00-07.123Z';

describe('what a node reported in a run of a schedule', () => {
  it('is the object that its first line through Systems Manager vouches for', async () => {
    const { ports: through, reads, asked } = ports({ [AT]: honest }, CUT);
    const found = await scheduledReport(through, run, target);
    assert.ok(!('refused' in found));
    assert.equal(found.report.runId, 'node-1');
    assert.deepEqual(reads, [`${FOLDER}/${AT}/awsrunPowerShellScript/apply/stdout`]);
    assert.deepEqual(asked, [['output-1', ID, 'apply']]);
    assert.equal(found.source.key, reads[0]);
  });

  const cases: [string, ...Parameters<typeof told>, string][] = [
    [
      'is found among those of other runs',
      { '2026-11-23T17-50-00Z': honest, [AT]: other },
      CUT,
      {},
      's3 2026-11-23T17-50-00Z',
    ],
    ['is not that of the next run', { '2026-11-23T20-00-01Z': honest }, CUT, {}, 'notUploaded'],
    ['that is another one is forged', { [AT]: other }, CUT, {}, 'forged'],
    ['that is another one is forged, also where it came inline', { [AT]: other }, honest, {}, 'forged'],
    ['of an earlier run is no forgery', { '2026-11-23T17-55-00Z': other }, CUT, {}, 'notUploaded'],
    ['may be inline as a whole', {}, honest, {}, 'inline'],
    ['may be empty in the bucket', { [AT]: '' }, CUT, {}, 'empty'],
    ['may be more than was announced', { [AT]: honest + 'x'.repeat(99_999) }, CUT, {}, 'forged'],
    ['may be kept from whoever collects', { [AT]: { kind: 'denied' } }, CUT, {}, 'readDenied'],
    ['comes inline without a bucket', { [AT]: honest }, honest, { run: { s3: null } }, 'inline'],
    ['is cut inline without a bucket', {}, CUT, { run: { s3: null } }, 'truncated'],
    ['is unverified where Systems Manager has forgotten', { [AT]: honest }, null, {}, `s3 unverified ${AT}`],
    [
      'is unverified without an output source',
      { [AT]: honest },
      'x',
      { target: { outputId: null } },
      `s3 unverified ${AT}`,
    ],
    ['unverified must be of this plan', { [AT]: honest }, null, { run: { plan: 'b'.repeat(64) } }, 'forged'],
    ['unverified cannot be of an earlier run', { '2026-11-23T17-55-00Z': honest }, null, {}, 'notUploaded'],
    ['unverified must begin as a report', { [AT]: 'hello' }, null, {}, 'noHeader'],
    ['is gone where neither has it', {}, null, { run: { s3: null } }, 'notFetched'],
    ['is none where the script said something else', { [AT]: honest }, 'oh no', {}, 'noHeader'],
    ['is none where the node timed out', { [AT]: honest }, '', { target: { details: 'TimedOut' } }, 'timedOut'],
    ['has to be of bounded size', {}, CUT.replace(/bytes=\d+/, 'bytes=99999999'), {}, 'tooLarge'],
  ];
  for (const [name, objects, stdout, over, expected] of cases)
    it(name, async () => assert.equal(await told(objects, stdout, over), expected));

  it('must name the node itself, its association and a run id of its own', async () => {
    for (const [runId, commandId, node] of [
      ['run', 'assoc', ID],
      ['node-1', 'other', ID],
      ['node-1', 'assoc', idOf(2)],
    ] as const) {
      const text = printed(reportFor(node, runId, commandId));
      assert.equal(await told({ [AT]: text }, text.slice(0, 200)), 'forged');
    }
  });

  it('is looked for in few objects, whatever names a node has put there', async () => {
    const names = Array.from(
      { length: 50 },
      (_, second) => `2026-11-23T18-01-${String(10 + second).slice(0, 2)}.${second}Z`,
    );
    const strange = ['../../x', '2026-11-23T18-00-07Z/..', 'zzz', '2026-13-99T99-99-99Z'];
    const made = ports(Object.fromEntries([...names, ...strange].map((name) => [name, other])), CUT);
    await scheduledReport(made.ports, run, target);
    assert.equal(made.reads.length, 5);
    const { ports: through } = made;
    const folders = await fittingFolders(through.bucket, 'results', FOLDER, { ...run, clockMinutes: 15 });
    assert.ok(folders.every(({ name }) => names.includes(name)));
  });
});
