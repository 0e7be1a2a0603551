import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '../../src/core/plan/model.ts';
import type { NodeReport } from '../../src/core/report/model.ts';
import { dumpWindows, freshWindows, type RegistryValue, type WindowsState } from '../../src/lab/windows-state.ts';
import { EVERY_KIND, everyKindWindows, RISKS } from './every-kind.ts';
import { type Answer, type Job, replay, writeScripts } from './replay.ts';
import { runScript, usePowerShell, windowsWith } from './simulation.ts';

const PROOF = 'HKLM\\SOFTWARE\\Proof';

/** A baseline of registry values below HKLM\SOFTWARE\Proof. */
function registryBaseline(rows: [name: string, type: string, expect: object][]): string {
  const id = (i: number) => `v${i}`;
  const settings = rows.map(([name, type], i) => {
    const address = { hive: 'HKLM', key: 'SOFTWARE\\Proof', name, type };
    return { id: id(i), title: 'T', kind: 'registry', address };
  });
  const controls = rows.map(([, , expect], i) => ({ id: id(i), setting: id(i), expect }));
  return JSON.stringify({ baseline: 'own', title: 'Own', settleSeconds: 1, settings, controls });
}

function withValues(values: Record<string, RegistryValue>): WindowsState {
  const state = freshWindows({ release: 2022 });
  return { ...state, registry: { ...state.registry, [PROOF]: values } };
}

const controlOf = (answer: Answer | undefined, id: string) => {
  const control = answer?.report.controls.find((one) => one.id === id);
  assert.ok(control, id);
  return control;
};

const byStatus = ({ controls }: NodeReport, wanted: string) =>
  controls.filter(({ status }) => status === wanted).map(({ id }) => id);

describe('Windows as it is', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  let folder = '';
  let nodes = 0;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winharden-as-it-is-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** The scripts of a baseline, or of a built-in one by its name. */
  async function scriptsOf(baseline: string): Promise<Record<Operation, string>> {
    if (/^[a-z0-9-]+$/.test(baseline)) return writeScripts(folder, baseline);
    const path = join(folder, `baseline-${nodes++}.yaml`);
    await writeFile(path, baseline);
    return writeScripts(folder, path, baseline === EVERY_KIND ? RISKS : []);
  }

  /** The jobs of operations in a row on a node. */
  async function chain(
    scripts: Record<Operation, string>,
    state: WindowsState,
    operations: Operation[],
    faults: WindowsState['faults'] = {},
  ): Promise<Job[]> {
    const node = join(folder, `node-${nodes++}`);
    const at = (step: number) => `${node}-${step}.json`;
    await writeFile(at(-1), JSON.stringify(state));
    return operations.map((operation, step) => ({
      script: scripts[operation],
      args: (operation === 'rollback' ? { TargetRunId: 'run' } : { RunId: 'run' }) as Record<string, string>,
      state: at(step - 1),
      out: at(step),
      programData: `${node}-data`,
      faults,
    }));
  }

  async function run(
    baseline: string,
    state: WindowsState,
    operations: Operation[],
    faults: WindowsState['faults'] = {},
  ): Promise<Answer[]> {
    const [answers = []] = await replay(shell(), [await chain(await scriptsOf(baseline), state, operations, faults)]);
    return answers;
  }

  const TOOLS: [tool: string, errors: string[]][] = [
    ['secedit.exe', ['history', 'lockout', 'emptied', 'given', 'orphans']],
    ['auditpol.exe', ['audited', 'audited-too', 'audited-more']],
    ['sc.exe', ['delayed', 'plain', 'disabled', 'disabled-delayed']],
    ['reg.exe', ['user-new', 'user-changed', 'user-deleted']],
  ];

  it('a tool that is missing is an error of its own controls only, and all goes back', async () => {
    const scripts = await scriptsOf(EVERY_KIND);
    const start = everyKindWindows();
    const chains = TOOLS.map(([tool]) => chain(scripts, start, ['apply', 'rollback'], { missingTool: [tool] }));
    const answers = await replay(shell(), await Promise.all(chains));
    for (const [i, [tool, errors]] of TOOLS.entries()) {
      const [applied, back] = answers[i] as [Answer, Answer];
      assert.deepEqual([applied.exitCode, applied.report.error], [0, null], tool);
      assert.deepEqual(byStatus(applied.report, 'Error').sort(), errors.sort(), tool);
      for (const id of errors) assert.match(controlOf(applied, id).message ?? '', new RegExp(tool.replace('.', '\\.')));
      const others = applied.report.controls.length - errors.length;
      assert.equal(byStatus(applied.report, 'Remediated').length, others, tool);
      assert.equal(back.dump, dumpWindows(start), tool);
    }
  });

  it('without what protects the backup nothing is written', async () => {
    const start = everyKindWindows();
    const [applied] = await run(EVERY_KIND, start, ['apply'], { missingTool: ['icacls.exe'] });
    assert.equal(applied?.exitCode, 1);
    assert.match(applied.report.error ?? '', /icacls\.exe/);
    assert.deepEqual([applied.report.backup, applied.report.changes], [null, []]);
    assert.equal(applied.dump, dumpWindows(start));
  });

  for (const [culture, word] of [
    ['en-US', 'Warning'],
    ['de-DE', 'Warnung'],
    ['fr-FR', 'Avertissement'],
  ] as const) {
    it(`what secedit says in its log reaches the control that it left (${culture})`, async () => {
      const start = { ...everyKindWindows(), culture };
      const [applied, back] = await run(EVERY_KIND, start, ['apply', 'rollback'], {
        seceditIgnores: ['SeTcbPrivilege'],
      });
      const left = controlOf(applied, 'given');
      assert.equal(left.status, 'Error');
      assert.match(left.message ?? '', /secedit\.exe \/configure ended with exit code 3/);
      assert.ok(
        left.message?.endsWith(
          `${word} 1332: No mapping between account names and security IDs was done. Cannot set SeTcbPrivilege.`,
        ),
        left.message,
      );
      for (const id of ['history', 'lockout', 'emptied', 'orphans']) {
        assert.deepEqual([controlOf(applied, id).status, controlOf(applied, id).message], ['Remediated', undefined]);
      }
      assert.equal(back?.dump, dumpWindows(start));
    });
  }

  it('a secedit that fails tells why by its log', async () => {
    const [applied] = await run(EVERY_KIND, everyKindWindows(), ['apply'], { seceditExit1: true });
    for (const id of ['history', 'lockout', 'emptied', 'given', 'orphans']) {
      assert.equal(controlOf(applied, id).status, 'Error');
      assert.match(controlOf(applied, id).message ?? '', /ended with exit code 1.*Error 5: Access is denied\.$/);
    }
  });

  it('the name of a deleted user in a right is found and taken out; back it cannot go, which is said', async () => {
    const start = everyKindWindows();
    start.userRights['SeBackupPrivilege'] = ['S-1-5-21-7-7-7-1234', 'S-1-5-32-544', 'ghost'];
    const [applied, back] = await run(EVERY_KIND, start, ['apply', 'rollback']);
    assert.deepEqual(controlOf(applied, 'orphans').found, ['ghost', 'S-1-5-21-7-7-7-1234', 'S-1-5-32-544']);
    assert.equal(controlOf(applied, 'orphans').status, 'Remediated');
    const left = controlOf(back, 'orphans');
    assert.equal(left.status, 'Error');
    assert.match(left.message ?? '', /ghost is not known to Windows and was left out/);
    start.userRights['SeBackupPrivilege'] = ['S-1-5-21-7-7-7-1234', 'S-1-5-32-544'];
    assert.equal(back?.dump, dumpWindows(start));
  });

  it('a value that a group policy puts back is reported as such', async () => {
    const faults = { gpoReverts: { [`${PROOF}\\DWord`]: 1 } };
    const [applied] = await run(EVERY_KIND, everyKindWindows(), ['apply'], faults);
    const { status, message } = controlOf(applied, 'dword');
    assert.equal(status, 'NonCompliant');
    assert.match(message ?? '', /reverted or refused, maybe controlled by Group Policy/);
  });

  it('the right value of the wrong type is not compliant, and the type is put right and back', async () => {
    const start = withValues({ Number: { type: 'REG_SZ', value: '1' }, Text: { type: 'REG_EXPAND_SZ', value: 'a' } });
    const rows: [string, string, object][] = [
      ['Number', 'REG_DWORD', { equals: 1 }],
      ['Text', 'REG_SZ', { equals: 'a' }],
    ];
    const [audited, applied, back] = await run(registryBaseline(rows), start, ['audit', 'apply', 'rollback']);
    assert.deepEqual(byStatus((audited as Answer).report, 'NonCompliant'), ['v0', 'v1']);
    assert.equal(controlOf(audited, 'v0').message, 'the value is a REG_SZ, not a REG_DWORD');
    assert.deepEqual(JSON.parse(applied?.dump ?? '').registry[PROOF], {
      Number: { type: 'REG_DWORD', value: 1 },
      Text: { type: 'REG_SZ', value: 'a' },
    });
    assert.equal(back?.dump, dumpWindows(start));
  });

  it('large numbers, lists, variables, odd names and types are read, compared and put back as they are', async () => {
    const start = withValues({
      DWord: { type: 'REG_DWORD', value: 4294967295 },
      QWord: { type: 'REG_QWORD', value: 2 ** 63 },
      Order: { type: 'REG_MULTI_SZ', value: ['b', '', 'a'] },
      Same: { type: 'REG_MULTI_SZ', value: ['B', 'a'] },
      Path: { type: 'REG_EXPAND_SZ', value: '%SystemRoot%\\x' },
      None: { type: 'REG_NONE', value: '00ff' },
      '\\\\*\\NETLOGON': { type: 'REG_SZ', value: 'RequireIntegrity=0' },
      '*?[a]': { type: 'REG_DWORD', value: 1 },
      '': { type: 'REG_SZ', value: 'default value' },
    });
    const rows: [string, string, object][] = [
      ['DWord', 'REG_DWORD', { atMost: 2147483648 }],
      ['QWord', 'REG_QWORD', { equals: 1 }],
      ['Order', 'REG_MULTI_SZ', { equals: ['c'] }],
      ['Same', 'REG_MULTI_SZ', { equals: ['A', 'b'] }],
      ['Path', 'REG_EXPAND_SZ', { equals: '%SYSTEMROOT%\\y' }],
      ['None', 'REG_DWORD', { equals: 1 }],
      ['\\\\*\\NETLOGON', 'REG_SZ', { equals: 'RequireIntegrity=1' }],
      ['*?[a]', 'REG_DWORD', { equals: 2 }],
      ['(default)', 'REG_SZ', { equals: 'other' }],
    ];
    const baseline = registryBaseline(rows).replace('"atMost":2147483648}', '"atMost":2147483648},"set":2147483648');
    const scripts = await scriptsOf(baseline);
    // A baseline has no word for a key's default value, an imported one may.
    for (const path of Object.values(scripts)) {
      await writeFile(path, (await readFile(path, 'utf8')).replace('"(default)"', '""'));
    }
    const [answers = []] = await replay(shell(), [await chain(scripts, start, ['audit', 'apply', 'rollback'])]);
    const [audited, applied, back] = answers as [Answer, Answer, Answer];
    const found = Object.fromEntries(audited.report.controls.map((control) => [control.id, control.found]));
    assert.deepEqual(Object.values(found), [
      4294967295,
      2 ** 63,
      ['b', '', 'a'],
      ['B', 'a'],
      '%SystemRoot%\\x',
      '00FF',
      'RequireIntegrity=0',
      1,
      'default value',
    ]);
    assert.deepEqual(byStatus(audited.report, 'Compliant'), ['v3']);
    assert.equal(byStatus(applied.report, 'Remediated').length, rows.length - 1);
    const after = JSON.parse(applied.dump).registry[PROOF];
    assert.deepEqual(
      [after['DWord'].value, after['Path'].value, after[''].value],
      [2147483648, '%SYSTEMROOT%\\y', 'other'],
    );
    assert.deepEqual(after['Same'].value, ['B', 'a']);
    assert.equal(back.dump, dumpWindows(start));
  });

  it('a value of a type that .NET does not know is left alone', async () => {
    const start = withValues({ Strange: { type: 'REG_RESOURCE_LIST', value: '00' } });
    const [applied, back] = await run(registryBaseline([['Strange', 'REG_DWORD', { equals: 1 }]]), start, [
      'apply',
      'rollback',
    ]);
    assert.deepEqual(controlOf(applied, 'v0'), {
      id: 'v0',
      status: 'Error',
      found: null,
      required: 1,
      message: 'a value of an unknown type stands here',
    });
    assert.equal(back?.dump, dumpWindows(start));
  });

  it("a user's hive that is missing is an error of that user, and with no users the default profile is judged", async () => {
    const start = everyKindWindows();
    const user = `${start.machineSid}-1001`;
    const [applied, back] = await run(EVERY_KIND, start, ['apply', 'rollback'], { hiveMissing: [user] });
    assert.equal(controlOf(applied, 'user-new').status, 'Error');
    assert.match(
      controlOf(applied, 'user-new').message ?? '',
      new RegExp(`${user}.*hive could not be loaded.*ended with exit code 1`),
    );
    assert.equal(back?.dump, dumpWindows(start));

    const nobody = everyKindWindows();
    for (const sid of Object.keys(nobody.users).filter((sid) => sid !== 'default')) {
      delete nobody.users[sid];
      delete nobody.registry[`HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\${sid}`];
    }
    const [alone, restored] = await run(EVERY_KIND, nobody, ['apply', 'rollback']);
    assert.equal(alone?.report.node.users, 0);
    assert.deepEqual(controlOf(alone, 'user-new').found, { default: null });
    assert.equal(controlOf(alone, 'user-new').status, 'Remediated');
    assert.equal(restored?.dump, dumpWindows(nobody));
  });

  it('a domain controller is refused before anything is read or written', async () => {
    const start: WindowsState = { ...everyKindWindows(), role: 'domainController', domainJoined: true };
    for (const operation of ['audit', 'apply'] as const) {
      const [answer] = await run(EVERY_KIND, start, [operation]);
      assert.equal(answer?.exitCode, 1);
      assert.match(answer.report.error ?? '', /this node is a domain controller/);
      assert.deepEqual(answer.report.controls, []);
      assert.equal(answer.dump, dumpWindows(start));
    }
  });

  for (const [name, build] of [
    ['Windows Server, version 23H2', '25398'],
    ['Windows Server 2012 R2 Datacenter', '9600'],
  ] as const) {
    it(`${name} has no benchmark: every control is NotApplicable and says so, and nothing is changed`, async () => {
      const start = { ...freshWindows({ release: 2022 }), productName: name, build: `${build}.1` };
      const version = start.registry['HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'];
      assert.ok(version);
      version['CurrentBuildNumber'] = { type: 'REG_SZ', value: build };
      version['ProductName'] = { type: 'REG_SZ', value: name };
      const [audited, applied] = await run('cis-l1', start, ['audit', 'apply']);
      for (const answer of [audited, applied] as Answer[]) {
        assert.deepEqual([answer.exitCode, answer.report.error], [0, null]);
        assert.ok(answer.report.controls.length > 300);
        for (const { id, status, message } of answer.report.controls) {
          assert.equal(status, 'NotApplicable', id);
          assert.match(message ?? '', /^for Windows Server (2016|2019|2022|2025)/, id);
        }
        assert.equal(answer.dump, dumpWindows(start));
      }
    });
  }

  it('a 32-bit PowerShell is refused', async () => {
    const { apply } = await scriptsOf(EVERY_KIND);
    const bits = `class Environment32 { static [bool] $Is64BitProcess = $false }
[psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')::Add('Environment', [Environment32])`;
    const start = windowsWith();
    const { exitCode, stdout, state } = await runScript(shell(), start, `${bits}\n& '${apply}'\nexit $LASTEXITCODE`);
    assert.equal(exitCode, 1);
    assert.match(stdout, /"error":"this is a 32-bit PowerShell/);
    assert.equal(dumpWindows(state), dumpWindows(start));
  });

  for (const form of ['as text', 'packed']) {
    it(`Constrained Language Mode is refused in plain words (plan ${form})`, async () => {
      const { apply } = await scriptsOf(EVERY_KIND);
      if (form === 'packed') {
        const unpack = '\n$PlanText = [Convert]::FromBase64String($PlanText)$&';
        await writeFile(apply, (await readFile(apply, 'utf8')).replace(/\nexit \(Invoke-WinHarden/, unpack));
      }
      // The simulation itself cannot go on in this mode: what the script says is caught before.
      const script = `$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
try { & '${apply}'; 'nothing' } catch { "$_"; exit 1 }`;
      const { exitCode, stdout } = await runScript(shell(), windowsWith(), script);
      assert.notEqual(exitCode, 0);
      assert.equal(
        stdout.trim(),
        'winharden cannot work in Constrained Language Mode: allow its script in AppLocker or WDAC',
      );
    });
  }
});
