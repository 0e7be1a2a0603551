import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resumeRun } from '../../../src/actions/resume-run.ts';
import { startRun } from '../../../src/actions/start-run.ts';
import { type App, createApp } from '../../../src/app.ts';
import type { RunFolder } from '../../../src/core/ports.ts';
import type { RunResult } from '../../../src/core/results/model.ts';
import { type Lab, startLab } from '../../../src/lab/index.ts';
import { inLab } from '../../lab-environment.ts';
import { virtualApp } from '../../virtual-app.ts';

const NODES = 9;
const INPUT = {
  operation: 'apply' as const,
  baseline: 'eks-node',
  include: [],
  selector: { tags: ['eks:nodegroup-name=windows-ng'], instanceIds: [] },
  canary: '1',
  waveSize: '4',
  maxConcurrency: 4,
  maxErrors: '0',
  prefix: 'winharden',
  waitMinutes: 600,
  timeoutSeconds: 600,
  pollSeconds: 2,
  reboot: 'never' as const,
  rebootMinutes: 30,
  dryRun: false,
};

class Killed extends Error {}

/** An app whose journal ends at its nth record, before that is on the disk or right after. */
function dyingAt(app: App, at: number, when: 'before' | 'after'): App {
  let count = 0;
  const dying = (folder: RunFolder): RunFolder => ({
    ...folder,
    append: async (record) => {
      count++;
      if (count > at || (count === at && when === 'before')) throw new Killed();
      await folder.append(record);
      if (count === at) throw new Killed();
    },
  });
  return { ...app, runs: { ...app.runs, create: async (runId) => dying(await app.runs.create(runId)) } };
}

const comparable = ({ nodes, waves, controls, score, state }: RunResult) => ({
  state,
  nodes: nodes.outcomes.map(({ report: _, ...node }) => node),
  waves: waves.map(({ number, nodes: ids, outcome, commandIds }) => ({
    number,
    ids,
    outcome,
    sent: commandIds.length,
  })),
  controls,
  score,
});

describe('runs that are killed', function () {
  this.timeout(120_000);
  const home = mkdtempSync(join(tmpdir(), 'winharden-killed-'));
  after(() => rmSync(home, { recursive: true }));
  const io = { emit: () => {}, confirm: async () => true, signal: new AbortController().signal };

  /** A fresh lab, whose lists of commands lag and whose reports come late. */
  async function inFreshLab<T>(
    name: string,
    work: (app: () => App, lab: Lab) => Promise<T>,
    faults = ['stale-lists=20', 'late-output=0.3'],
  ): Promise<T> {
    const lab = await startLab({ nodes: NODES, driver: 'model', faults });
    const restore = inLab(lab);
    const app = () => virtualApp(lab, (clock) => createApp({ home: join(home, name), clock }));
    try {
      return await work(app, lab);
    } finally {
      restore();
      await lab.close();
    }
  }

  const inputFor = ({ bucket }: Lab) => ({ ...INPUT, bucket });

  it('end as an undisturbed run once they are resumed, each node worked on once, at every record of the journal', async () => {
    const { wanted, records } = await inFreshLab('undisturbed', async (app, lab) => {
      const wanted = comparable(await startRun(app(), inputFor(lab), io));
      const [runId = ''] = await app().runs.list();
      const { length } = await (await app().runs.open(runId)).takeUpJournal();
      return { wanted, records: length };
    });
    equal(wanted.state, 'finished');
    ok(records > 15, `${records} records`);
    for (let at = 2; at <= records; at++) {
      for (const when of ['before', 'after'] as const) {
        const label = `killed ${when} record ${at}`;
        await inFreshLab(`${when}-${at}`, async (app, lab) => {
          await rejects(startRun(dyingAt(app(), at, when), inputFor(lab), io), Killed, label);
          const [runId = ''] = await app().runs.list();
          deepEqual(comparable(await resumeRun(app(), { runId }, io)), wanted, label);
          const worked = lab.executions().map(({ instanceId }) => instanceId);
          deepEqual([worked.length, new Set(worked).size], [NODES, NODES], label);
        });
      }
    }
  });

  it('pause when credentials expire, wherever that is, and end as an undisturbed run once there are new ones', async () => {
    const wanted = await inFreshLab('with-keys', async (app, lab) => {
      const result = comparable(await startRun(app(), inputFor(lab), io));
      return result;
    });
    const seen = new Set<string>();
    for (let requests = 6; !seen.has('finished'); requests += 3) {
      const name = `expired-${requests}`;
      const work = async (app: () => App, lab: Lab) => {
        const first = await startRun(app(), inputFor(lab), io).catch((error: { code: string }) => error.code);
        if (typeof first === 'string') {
          equal(first, 'ExpiredCredentials');
          deepEqual(lab.executions(), []);
          return seen.add('refused');
        }
        seen.add(first.state);
        if (first.state === 'finished') return;
        deepEqual([first.state, first.paused?.code], ['paused', 'ExpiredCredentials']);
        process.env['AWS_ACCESS_KEY_ID'] = 'LABKEYLABKEYLABKEY01';
        deepEqual(comparable(await resumeRun(app(), { runId: first.runId }, io)), wanted, name);
        equal(lab.executions().length, NODES);
      };
      await inFreshLab(name, work, [`expired-credentials=${requests}`]);
    }
    deepEqual([...seen].sort(), ['finished', 'paused', 'refused']);
  });
});
