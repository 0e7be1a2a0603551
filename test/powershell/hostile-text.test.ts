import assert from 'node:assert/strict';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { renderDocument } from '../../src/actions/render-document.ts';
import { createApp } from '../../src/app.ts';
import { resolve } from '../../src/lab/node/parameters.ts';
import type { DocumentContent } from '../../src/lab/ssm/document-content.ts';
import { dumpWindows, freshWindows } from '../../src/lab/windows-state.ts';
import { hostileText } from '../hostile-text.ts';
import { type Answer, type Job, replay, writeScripts } from './replay.ts';
import { usePowerShell } from './simulation.ts';

const SEED = 20261123;
const TEXTS = 400;
/** A document has room for fewer. */
const IN_DOCUMENT = 60;
const NOTICES = 8;

const root = 'SOFTWARE\\Hostile';
const policies = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';

/** Code that leaves a file and ends the process, with whatever might make PowerShell run it around it. */
function traps(canary: string): string[] {
  const code = `[IO.File]::WriteAllText('${canary}', ''); [Environment]::Exit(77)`;
  const plain = code.replaceAll("'", '"');
  return [
    code,
    `$(${code})`,
    `"; ${code}; "`,
    `'; ${code}; '`,
    `’; ${plain}; ‘`,
    `”; ${plain}; “`,
    `'@\n${code}\n@'`,
    `x\n'@\n${code}\n$x = @'\n`,
    `\n’@\n${plain}\n`,
    `#>\n${code}\n<#`,
    `\`\n${code}`,
    `\r\n${code}\r\n`,
    `\u2028${code}\u2029`,
    `{{ RunId }}'; ${code}; '`,
    `') ; ${code} ; ('`,
    `& { ${code} }`,
    `--% & ${plain}`,
    `\${x:${code}}`,
    `| ForEach-Object { ${plain} }`,
    `%{${plain}}`,
  ];
}

/** What a key's name can be: no blanks at its ends, no line ends, one level. */
const keyName = (text: string) =>
  text
    .toWellFormed()
    .replace(/[\r\n\t\\]/g, '')
    .slice(0, 100)
    .replace(/^[\s/]+|\s+$/g, '') || 'x';

const valueName = (text: string) => text.toWellFormed().slice(0, 255) || 'x';

interface Place {
  id: string;
  key: string;
  name: string;
  type: string;
  value: string | string[];
}

/** A text as data of each text type, in a list, as the name of a value and as the name of a key. */
function placesOf(text: string, i: number): Place[] {
  const data = (word: string, type: string, value: string | string[]): Place => ({
    id: `${word}-${i}`,
    key: `${root}\\${word}`,
    name: `v${i}`,
    type,
    value,
  });
  return [
    data('text', 'REG_SZ', text),
    data('expand', 'REG_EXPAND_SZ', text),
    data('list', 'REG_MULTI_SZ', ['first', text, 'last']),
    { id: `name-${i}`, key: `${root}\\name\\${i}`, name: valueName(text), type: 'REG_SZ', value: text },
    { id: `key-${i}`, key: `${root}\\key\\${i}\\${keyName(text)}`, name: 'v', type: 'REG_SZ', value: text },
  ];
}

/** Keys that a linguistic comparison takes for one, one after the other. */
const TWINS = ['', '\u00ad', '\u200b', '\u0001', '\ufeff'].map((nothing, i): Place => {
  return { id: `twin-${i}`, key: `${root}\\twin\\a${nothing}b`, name: 'v', type: 'REG_SZ', value: `twin ${i}` };
});

/** The baseline in JSON, which is YAML, and as good as any spelling of it. */
function baselineOf(places: Place[], waived: string[]): string {
  const settings = places.map(({ id, key, name, type }) => {
    const address = { hive: 'HKLM', key, name, type };
    return { id, title: 'T', kind: 'registry', address };
  });
  const controls = places.map(({ id, value }) => ({ id, setting: id, expect: { equals: value } }));
  const manual = waived.map((reason, i) => ({ id: `waived-${i}`, title: 'T', manual: reason || 'x' }));
  const waivers = waived.map((reason, i) => ({
    controls: [`text-${i}`],
    reason: reason || 'x',
    when: { core: false },
  }));
  const notHere = waived.map((reason, i) => ({ controls: [`waived-${i}`], reason: reason || 'x' }));
  return JSON.stringify({
    baseline: 'hostile',
    title: 'T',
    settings,
    controls: [...controls, ...manual],
    waivers: [...waivers, ...notHere],
  });
}

describe('any text of a baseline on its way through real PowerShell', function () {
  this.timeout(300_000);
  const shell = usePowerShell();
  const start = freshWindows({ release: 2022 });
  let [folder, canary] = ['', ''];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winharden-hostile-'));
    canary = join(folder, 'canary');
    await writeFile(join(folder, 'state.json'), JSON.stringify(start));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const textsOf = (count: number, seed: number) => [
    ...traps(canary),
    ...fc.sample(hostileText, { numRuns: count - traps(canary).length, seed }),
  ];

  async function runAll(name: string, scripts: [script: string, args: Record<string, string>][]): Promise<Answer[]> {
    const programData = join(folder, `${name}-data`);
    const out = (step: number) => join(folder, step < 0 ? 'state.json' : `${name}-${step}.json`);
    const jobs = scripts.map(
      ([script, args], i): Job => ({ script, args, programData, state: out(i - 1), out: out(i) }),
    );
    const [answers = []] = await replay(shell(), [jobs]);
    for (const { exitCode, report } of answers) assert.deepEqual([exitCode, report.error], [0, null]);
    await assert.rejects(access(canary), 'something was executed');
    return answers;
  }

  function assertArrived(places: Place[], answers: Answer[]): void {
    const [applied, audited, back] = answers as [Answer, Answer, Answer];
    const state = JSON.parse(applied.dump).registry;
    const changes = new Map(applied.report.changes.map((change) => [change.id, change]));
    const found = new Map(audited.report.controls.map((control) => [control.id, control]));
    for (const { id, key, name, type, value } of places) {
      const what = `${id} ${JSON.stringify(value)}`;
      assert.deepEqual(state[`HKLM\\${key}`][name], { type, value }, what);
      assert.deepEqual(
        [found.get(id)?.status, found.get(id)?.found, found.get(id)?.required, found.get(id)?.message],
        ['Compliant', value, value, undefined],
        what,
      );
      assert.deepEqual([changes.get(id)?.address, changes.get(id)?.after], [`HKLM\\${key}\\[${name}]`, value], what);
    }
    assert.ok(back.dump === dumpWindows(start), 'rolled back');
  }

  it(`${TEXTS} texts as data, names, keys and reasons arrive in the registry and the report unchanged`, async () => {
    const texts = textsOf(TEXTS, SEED);
    const places = [...texts.flatMap(placesOf), ...TWINS];
    const path = join(folder, 'all.yaml');
    await writeFile(path, baselineOf(places, texts));
    const scripts = await writeScripts(folder, path);
    const answers = await runAll('all', [
      [scripts.apply, { RunId: 'run' }],
      [scripts.audit, {}],
      [scripts.rollback, { TargetRunId: 'run' }],
    ]);
    assertArrived(places, answers);
    const reasons = new Map(answers[1]?.report.controls.map(({ id, message }) => [id, message]));
    for (const [i, text] of texts.entries()) assert.equal(reasons.get(`waived-${i}`), text || 'x');
  });

  it(`${IN_DOCUMENT} texts arrive through a document and what the agent puts in for {{ }}`, async () => {
    const texts = textsOf(IN_DOCUMENT, SEED + 1).map((text) => text.slice(0, 200));
    const places = texts.map((text, i) => placesOf(text, i)[0] as Place);
    const path = join(folder, 'document.yaml');
    await writeFile(path, baselineOf(places, []));
    const script = async (operation: 'apply' | 'audit' | 'rollback', given: Record<string, string[]>) => {
      const { text } = await renderDocument(createApp({}), { baseline: path, operation, format: 'ssm-yaml' });
      const content = parse(text) as DocumentContent;
      const { runCommand } = resolve(content.mainSteps[0]?.inputs, content, given) as { runCommand: string[] };
      const file = join(folder, `document-${operation}.ps1`);
      await writeFile(file, `\uFEFF${runCommand.join('\n')}\n`);
      return file;
    };
    const answers = await runAll('document', [
      [await script('apply', { RunId: ['run'] }), {}],
      [await script('audit', {}), {}],
      [await script('rollback', { TargetRunId: ['run'] }), {}],
    ]);
    assertArrived(places, answers);
  });

  it(`${NOTICES} texts as the notice before the logon`, async () => {
    const texts = textsOf(NOTICES + traps(canary).length, SEED + 2)
      .slice(-NOTICES)
      .map((text) => text || 'x');
    const controls = [
      { id: 'title', setting: 'legal-notice-title', expect: { notEmpty: true }, set: { site: 'legalNoticeTitle' } },
      { id: 'text', setting: 'legal-notice-text', expect: { notEmpty: true }, set: { site: 'legalNoticeText' } },
    ];
    const chains: Job[][] = [];
    for (const [i, text] of texts.entries()) {
      const path = join(folder, `notice-${i}.yaml`);
      const site = { legalNoticeTitle: `a${text}`, legalNoticeText: `b${text}` };
      await writeFile(path, JSON.stringify({ baseline: 'hostile', title: 'T', site, controls }));
      const { text: script } = await renderDocument(createApp({}), {
        baseline: path,
        operation: 'apply',
        format: 'ps1',
      });
      const apply = join(folder, `notice-${i}.ps1`);
      await writeFile(apply, `\uFEFF${script}`);
      const [state, out] = [join(folder, 'state.json'), join(folder, `notice-${i}.json`)];
      chains.push([{ script: apply, args: {}, state, out, programData: join(folder, `notice-data-${i}`) }]);
    }
    const answers = await replay(shell(), chains);
    for (const [i, text] of texts.entries()) {
      const { legalnoticecaption, legalnoticetext } = JSON.parse(answers[i]?.[0]?.dump ?? '').registry[policies];
      assert.deepEqual([legalnoticecaption.value, legalnoticetext.value], [`a${text}`, `b${text}`]);
    }
    await assert.rejects(access(canary), 'something was executed');
  });
});
