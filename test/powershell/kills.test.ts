import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Operation } from '../../src/core/plan/model.ts';
import { dumpWindows, freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import { EVERY_KIND, everyKindWindows, RISKS } from './every-kind.ts';
import { backup } from './gpo-backup.ts';
import { type Answer, type Job, replay, writeScripts } from './replay.ts';
import { runScript, usePowerShell } from './simulation.ts';

/** What a kill left behind: the folder with the state and %ProgramData%. */
type Moment = string;

/** A baseline, a node, and the scripts between them, killed wherever they can be. */
class Kills {
  folder = '';
  scripts: Record<Operation, string> = { audit: '', apply: '', rollback: '' };
  private readonly shell: ReturnType<typeof usePowerShell>;
  private readonly baseline: () => Promise<string>;
  private jobs = 0;

  constructor(
    shell: ReturnType<typeof usePowerShell>,
    baseline: (folder: string) => Promise<string>,
    start: WindowsState,
    risks: string[],
  ) {
    this.shell = shell;
    this.baseline = () => baseline(this.folder);
    before(async () => {
      this.folder = await mkdtemp(join(tmpdir(), 'winharden-kills-'));
      await writeFile(join(this.folder, 'state.json'), JSON.stringify(start));
      this.scripts = await writeScripts(this.folder, await this.baseline(), risks);
    });
    after(() => rm(this.folder, { recursive: true, force: true }));
  }

  /** Runs operations in a row on what a kill left (or on the fresh node), with a copy of its %ProgramData%. */
  async after(moments: Moment[], operations: Operation[], faults: WindowsState['faults'] = {}): Promise<Answer[][]> {
    const chains = await Promise.all(
      moments.map(async (moment) => {
        const work = join(this.folder, `work-${this.jobs++}`);
        const programData = join(work, 'ProgramData');
        await mkdir(programData, { recursive: true });
        await cp(join(moment, 'ProgramData'), programData, { recursive: true }).catch(() => undefined);
        return operations.map((operation, step): Job => {
          const state = step === 0 ? join(moment, 'state.json') : join(work, `${step - 1}.json`);
          const args: Record<string, string> = operation === 'rollback' ? { TargetRunId: 'run' } : { RunId: 'run' };
          const out = join(work, `${step}.json`);
          return { script: this.scripts[operation], args, state, programData, out, faults };
        });
      }),
    );
    const answers = await replay(this.shell(), chains);
    await Promise.all(chains.map(([job]) => assertClean(job as Job)));
    return answers;
  }

  /** Everything that a kill at any write or start of a program could leave of an operation. */
  async momentsOf(
    operation: Operation,
    from: Moment,
    faults: WindowsState['faults'] = {},
  ): Promise<{ moments: Moment[]; end: Answer; writes: number }> {
    const keepMoments = join(this.folder, [operation, ...Object.keys(faults), 'moments'].join('-'));
    const [[end] = []] = await this.after([from], [operation], { ...faults, keepMoments });
    const names = await readdir(keepMoments);
    const writes = names.filter((name) => name.startsWith('write-')).length;
    return { moments: names.map((name) => join(keepMoments, name)), end: end as Answer, writes };
  }

  /** The end of an undisturbed chain of operations, as a moment. */
  async settled(operations: Operation[]): Promise<Moment> {
    await this.after([this.folder], operations);
    const work = join(this.folder, `work-${this.jobs - 1}`);
    await cp(join(work, `${operations.length - 1}.json`), join(work, 'state.json'));
    return work;
  }
}

const BACKUP = join('ProgramData', 'WinHarden', 'runs', 'run', 'backup.json');

/** Nothing but backups stays on the node. */
async function assertClean({ programData }: Job): Promise<void> {
  const files = await readdir(join(programData, 'WinHarden'), { recursive: true, withFileTypes: true });
  const left = files.filter((file) => file.isFile() && !/^backup(-\d+)?\.json$/.test(file.name));
  assert.deepEqual(
    left.map(({ name }) => name),
    [],
  );
  assert.ok(!files.some(({ name }) => name === 'temp'), 'the temporary folder is left');
}

const hasBackup = (moment: Moment) =>
  readdir(join(moment, 'ProgramData', 'WinHarden', 'runs', 'run')).then(
    (names) => names.includes('backup.json'),
    () => false,
  );

async function withBackups(moments: Moment[]): Promise<Moment[]> {
  const found = await Promise.all(moments.map(hasBackup));
  return moments.filter((_, i) => found[i]);
}

const VITAL = 'AmazonSSMAgent';

const stateOf = async (moment: Moment) =>
  JSON.parse(await readFile(join(moment, 'state.json'), 'utf8')) as WindowsState;

/** The lines in which two states differ. */
function differences(found: string, wanted: string): string[] {
  const [have, want] = [found.split('\n'), wanted.split('\n')];
  return [
    ...have.filter((line) => !want.includes(line)).map((line) => `+${line}`),
    ...want.filter((line) => !have.includes(line)).map((line) => `-${line}`),
    ...(found !== wanted && have.length !== want.length ? [`${have.length} lines, not ${want.length}`] : []),
  ];
}

/** Why an operation did not end as it should; nothing where it did. */
function faultsOf({ exitCode, report, dump }: Answer, wanted: string): string[] {
  const bad = report.controls.filter(
    ({ status }) => !['Remediated', 'Compliant', 'Waived', 'Manual', 'NotApplicable'].includes(status),
  );
  return [
    ...(exitCode !== 0 || report.error !== null ? [`exit code ${exitCode}: ${report.error}`] : []),
    ...bad.map(({ id, status, message }) => `${id} ${status} ${message}`),
    ...differences(dump, wanted),
  ];
}

/** All that is wrong after each moment. */
const listed = (moments: Moment[], faults: (i: number) => string[]) =>
  moments.flatMap((moment, i) => faults(i).map((fault) => `${basename(moment)}: ${fault}`));

function proveKills(
  title: string,
  baseline: (folder: string) => Promise<string>,
  start: WindowsState,
  risks: string[] = [],
): void {
  describe(title, function () {
    this.timeout(3 * 3_600_000);
    this.bail(true);
    const shell = usePowerShell();
    const kills = new Kills(shell, baseline, start, risks);
    let applied: Awaited<ReturnType<Kills['momentsOf']>>;
    let [withBackup, without]: [Moment[], Moment[]] = [[], []];
    const rolledBack = (answers: Answer[][], step: number) => (i: number) => {
      const answer = answers[i]?.[step] as Answer;
      return faultsOf(answer, dumpWindows(start));
    };
    const say = (context: Mocha.Context, text: string) => {
      if (context.test) context.test.title = text;
    };

    it('apply writes, undisturbed', async function () {
      applied = await kills.momentsOf('apply', kills.folder);
      const { moments, writes, end } = applied;
      assert.equal(end.report.error, null);
      assert.ok(end.report.controls.every(({ status }) => !['Error', 'NonCompliant'].includes(status)));
      withBackup = await withBackups(moments);
      without = moments.filter((moment) => !withBackup.includes(moment));
      assert.ok(writes > 0 && without.length > 0 && without.every((moment) => basename(moment).startsWith('start-')));
      say(this, `apply writes ${writes} times and starts ${moments.length - writes} programs, undisturbed`);
    });

    it('what is taken for a kill is what a killed process leaves', async () => {
      const script = await readFile(kills.scripts.apply, 'utf8');
      for (const write of [1, Math.ceil(applied.writes / 2), applied.writes]) {
        const killed = await runScript(shell(), { ...start, faults: { stopAfterWrites: write } }, script.slice(1));
        assert.notEqual(killed.exitCode, 0);
        const kept = await stateOf(join(kills.folder, 'apply-moments', `write-${write}`));
        assert.equal(dumpWindows(killed.state), dumpWindows(kept));
      }
    });

    it('rollback restores after a kill', async function () {
      const answers = await kills.after(withBackup, ['rollback']);
      assert.deepEqual(listed(withBackup, rolledBack(answers, 0)), []);
      say(
        this,
        `apply killed at each write, rollback: ${applied.writes} writes, ${applied.writes} restored (and ${withBackup.length - applied.writes} of ${withBackup.length - applied.writes} starts of programs)`,
      );
    });

    it('nothing was changed where there is no backup yet, and rollback says so', async function () {
      const answers = await kills.after(without, ['rollback']);
      for (const [i, [answer]] of answers.entries()) {
        assert.equal(answer?.exitCode, 1);
        assert.match(answer.report.error ?? '', /no backup of run run/);
        assert.deepEqual(differences(answer.dump, dumpWindows(start)), [], without[i]);
      }
      say(this, `apply killed before its backup: ${without.length} starts of programs, ${without.length} unchanged`);
    });

    it('apply again after a kill ends as an undisturbed one', async function () {
      const { moments, end } = applied;
      const answers = await kills.after(moments, ['apply', 'rollback']);
      assert.deepEqual(
        listed(moments, (i) => faultsOf(answers[i]?.[0] as Answer, end.dump)),
        [],
      );
      assert.deepEqual(listed(moments, rolledBack(answers, 1)), []);
      say(
        this,
        `apply killed, sent again, rolled back: ${moments.length} kills, ${moments.length} completed and restored`,
      );
    });

    it('a kill while the backup is written leaves everything as it was, and nothing in the way of the next run', async function () {
      const [whole] = withBackup;
      const backup = await readFile(join(whole ?? '', BACKUP));
      const lengths = [0, 1, backup.length >> 1, backup.length - 1, backup.length];
      const moments = await Promise.all(
        lengths.map(async (length) => {
          const moment = join(kills.folder, `part-${length}`);
          await mkdir(join(moment, 'ProgramData', 'WinHarden', 'runs', 'run'), { recursive: true });
          await writeFile(join(moment, `${BACKUP}.part`), backup.subarray(0, length));
          await cp(join(kills.folder, 'state.json'), join(moment, 'state.json'));
          return moment;
        }),
      );
      const answers = await kills.after(moments, ['rollback', 'apply', 'rollback']);
      for (const [none, again, back] of answers) {
        assert.deepEqual([none?.exitCode, /no backup of run run/.test(none?.report.error ?? '')], [1, true]);
        assert.deepEqual(faultsOf(again as Answer, applied.end.dump), []);
        assert.deepEqual(rolledBack([[back as Answer]], 0)(0), []);
      }
      say(
        this,
        `apply killed while it writes its backup: ${lengths.length} lengths of the file, ${lengths.length} unchanged`,
      );
    });

    it('rollback restores after a kill while apply takes everything back itself', async function () {
      const serviceDiesAfter = { service: VITAL, after: 'secedit' };
      const { moments, writes, end } = await kills.momentsOf('apply', kills.folder, { serviceDiesAfter });
      assert.deepEqual([end.exitCode, end.report.restored], [1, true]);
      const begun = await withBackups(moments);
      const answers = await kills.after(begun, ['rollback']);
      // The service itself may be down still: that is not what the run wrote.
      const faults = (i: number) =>
        rolledBack(answers, 0)(i).filter((fault) => !/"status": "(Stopped|Running)"/.test(fault));
      assert.deepEqual(listed(begun, faults), []);
      say(this, `apply killed while it takes everything back, rollback: ${writes} writes, ${writes} restored`);
    });

    it('rollback killed and sent again restores', async function () {
      const { moments, writes } = await kills.momentsOf('rollback', await kills.settled(['apply']));
      const answers = await kills.after(moments, ['rollback']);
      assert.deepEqual(listed(moments, rolledBack(answers, 0)), []);
      say(
        this,
        `rollback killed, sent again: ${writes} writes, ${writes} restored (and ${moments.length - writes} of ${moments.length - writes} starts of programs)`,
      );
    });
  });
}

const ownBaseline = async (folder: string): Promise<string> => {
  const path = join(folder, 'every-kind.yaml');
  await writeFile(path, EVERY_KIND);
  return path;
};

proveKills('a node that dies at any moment', ownBaseline, everyKindWindows(), RISKS);

const POLICY_KEY = 'SOFTWARE\\Policies\\Proof';
const archive = backup([[POLICY_KEY, 'Enabled', 1]]);

const policyBaseline = async (folder: string): Promise<string> => {
  const path = join(folder, 'group-policy.yaml');
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const lgpo = { source: 'https://example.com/LGPO.exe', signer: 'Example' };
  const address = { name: 'Site', source: 'https://example.com/site.zip', sha256, lgpo };
  const settings = [{ id: 'policy', title: 'T', kind: 'gpo', address }];
  const controls = [{ id: 'policy', setting: 'policy', expect: { equals: 'applied' } }];
  await writeFile(path, JSON.stringify({ baseline: 'own', title: 'T', settleSeconds: 1, settings, controls }));
  return path;
};

function policyWindows(): WindowsState {
  const state = freshWindows({ release: 2022 });
  // The key is there, so that only the value comes and goes.
  state.registry[`HKLM\\${POLICY_KEY}`] = { Other: { type: 'REG_DWORD', value: 7 } };
  state.downloads = {
    'https://example.com/site.zip': { content: archive.toString('base64') },
    'https://example.com/LGPO.exe': { lgpo: true, status: 'Valid', signer: 'CN=Example' },
  };
  return state;
}

proveKills('a Group Policy backup, killed at any moment', policyBaseline, policyWindows(), ['policy']);

if (process.env['WINHARDEN_KILLS'] !== undefined) {
  const baseline = process.env['WINHARDEN_KILLS'];
  proveKills(`${baseline}, killed at any moment`, async () => baseline, freshWindows({ release: 2022, core: false }));
}
