import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dumpWindows } from '../../src/lab/windows-state.ts';
import { EVERY_KIND, everyKindWindows, RISKS } from './every-kind.ts';
import { type Answer, type Job, replay, writeScripts } from './replay.ts';
import { usePowerShell } from './simulation.ts';

/** What the later run wants otherwise than the earlier one, one control of every kind, and one value beside its own. */
const LATER: [id: string, earlier: string, later: string][] = [
  ['text', `equals: "it's new"`, 'equals: newer'],
  ['list', 'equals: [z, a, m]', 'equals: [later]'],
  ['user-changed', 'equals: 0 }', 'equals: 2 }'],
  ['history', 'atLeast: 24 }, set: 24', 'equals: 20 }'],
  ['orphans', 'members: [S-1-5-32-544]', 'members: [S-1-5-32-551]'],
  ['audited', 'equals: [Success, Failure]', 'equals: [Failure]'],
  ['delayed', 'equals: automaticDelayed', 'equals: disabled'],
  ['guest', 'set: visitor', 'set: caller'],
];

/** The baseline of the later run. */
function laterBaseline(): string {
  const text = EVERY_KIND.split('\n').map((line) => {
    const change = LATER.find(([id]) => line.includes(`{ id: ${id}, setting:`));
    return change ? line.replace(change[1], change[2]).replace('noneOf: [Guest]', 'noneOf: [Guest, visitor]') : line;
  });
  return text
    .join('\n')
    .replace('"name":"NewText"', '"name":"Later"')
    .replace('expect: { equals: on }', 'expect: { equals: too }');
}

describe('two runs on one node', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  const start = everyKindWindows();
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winharden-runs-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Applies both, then goes back in the given order; the answers of all steps. */
  async function chain(name: string, back: ('earlier' | 'later')[]): Promise<Job[]> {
    const work = join(folder, name);
    const scripts = { earlier: join(folder, 'earlier.yaml'), later: join(folder, 'later.yaml') };
    await writeFile(scripts.earlier, EVERY_KIND);
    await writeFile(scripts.later, laterBaseline());
    const { earlier, later } = {
      earlier: await writeScripts(folder, scripts.earlier, RISKS),
      later: await writeScripts(folder, scripts.later, RISKS),
    };
    await writeFile(join(folder, 'state.json'), JSON.stringify(start));
    const steps = [
      { script: earlier.apply, args: { RunId: 'earlier' } },
      { script: later.apply, args: { RunId: 'later' } },
      ...back.map((run) => ({ script: earlier.rollback, args: { TargetRunId: run } })),
    ];
    const programData = join(work, 'ProgramData');
    const out = (step: number) => (step < 0 ? join(folder, 'state.json') : join(work, `${step}.json`));
    return steps.map((step, i) => ({ ...step, programData, state: out(i - 1), out: out(i) }));
  }

  it('go back one by one, and the earlier never takes what the later set', async () => {
    const chains = [
      await chain('in-order', ['later', 'earlier']),
      await chain('against', ['earlier', 'later', 'earlier']),
    ];
    const [inOrder = [], against = []] = await replay(shell(), chains);
    const [applied, , laterBack] = inOrder as [Answer, Answer, Answer, Answer];
    assert.equal(laterBack.dump, applied.dump);
    assert.equal(inOrder.at(-1)?.dump, dumpWindows(start));

    const [, both, earlierBack, laterBackToo, end] = against as [Answer, Answer, Answer, Answer, Answer];
    const conflicts = earlierBack.report.controls.filter(({ status }) => status === 'NonCompliant');
    assert.deepEqual(conflicts.map(({ id }) => id).sort(), LATER.map(([id]) => id).sort());
    assert.ok(conflicts.every(({ message }) => /changed by somebody since that run/.test(message ?? '')));
    assert.deepEqual(
      earlierBack.report.changes.filter(({ id }) => LATER.some(([later]) => later === id)),
      [],
    );
    assert.notEqual(earlierBack.dump, both.dump);
    assert.match(earlierBack.dump, /"value": "newer"/);
    assert.match(earlierBack.dump, /"Later": \{/);
    assert.doesNotMatch(laterBackToo.dump, /"Later": \{/);
    assert.equal(end.dump, dumpWindows(start));
  });
});
