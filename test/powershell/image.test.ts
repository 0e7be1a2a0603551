import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type RenderedImage, renderImage } from '../../src/actions/render-image.ts';
import { createApp } from '../../src/app.ts';
import { parseHeader } from '../../src/core/report/header.ts';
import { verifyReport } from '../../src/core/report/verify-report.ts';
import type { PowerShellResult } from '../../src/lab/powershell.ts';
import { freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import { readReport } from './report.ts';
import { runScript, usePowerShell } from './simulation.ts';

const BASELINE = `baseline: own
title: Own
settings:
  - { id: own-value, title: Own, kind: registry, address: { hive: HKLM, key: SOFTWARE\\Own, name: Value, type: REG_DWORD }, reboot: true }
  - { id: other-value, title: Other, kind: registry, address: { hive: HKLM, key: SOFTWARE\\Own, name: Other, type: REG_SZ } }
  - { id: third-value, title: Third, kind: registry, address: { hive: HKLM, key: SOFTWARE\\Own, name: Third, type: REG_DWORD } }
controls:
  - { id: own, setting: own-value, expect: { equals: 1 } }
  - { id: other, setting: other-value, expect: { equals: done } }
  - { id: waived, setting: third-value, expect: { equals: 3 } }
waivers:
  - { controls: [waived], reason: Not on images. }
`;

/** What the step starts: a PowerShell of its own, which the simulated Windows has only one of. */
const POWERSHELL = `
function C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe {
    $file = [Array]::IndexOf($args, '-File') + 1
    $named = @{}
    for ($at = $file + 1; $at -lt $args.Count; $at += 2) { $named[$args[$at].Substring(1)] = $args[$at + 1] }
    & $args[$file] @named
}
`;

interface Step {
  name: string;
  action: string;
  inputs: { commands: string[] } & { source: string; destination: string }[];
}

describe('an image of EC2 Image Builder, made and judged by the rendered component', function () {
  this.timeout(180_000);
  const shell = usePowerShell();
  const start = freshWindows({ release: 2022, container: true });
  let folder = '';
  let image: RenderedImage;
  let phases: { name: string; steps: Step[] }[];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'winharden-image-'));
    const baseline = join(folder, 'own.yaml');
    await writeFile(baseline, BASELINE);
    image = await renderImage(createApp({}), { baseline, format: 'image-builder', folder, version: '1.0.0' });
    ({ phases } = parse(image.files.find(({ name }) => name === 'component.yaml')?.text ?? ''));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const programData = () => join(folder, 'ProgramData');
  const here = (path: string) => path.replaceAll('C:\\Windows\\Temp\\', `${folder}/`);
  const script = (name: string) => image.files.find((file) => name.endsWith(`${file.hash}/${file.name}`))?.text ?? '';

  /** Carries out the steps of a phase as TOE does, up to a restart; C:\Windows\Temp is the test's folder. */
  async function runPhase(name: string, state: WindowsState, from = 0): Promise<PowerShellResult> {
    const steps = phases.find((phase) => phase.name === name)?.steps ?? [];
    let result: PowerShellResult | undefined;
    for (const { action, inputs } of steps.slice(from)) {
      if (action === 'S3Download')
        for (const { source, destination } of inputs) await writeFile(here(destination), script(source));
      else {
        const command = POWERSHELL + here(inputs.commands.join('\n'));
        result = await runScript(shell(), state, command, {
          programData: programData(),
          env: { SSM_COMMAND_ID: `command-${from}` },
        });
      }
    }
    assert.ok(result);
    return result;
  }

  it('is refused where the controls are not met, with their ids, and the waived one does not count', async () => {
    const { exitCode, stdout, stderr } = await runPhase('validate', structuredClone(start));
    assert.equal(exitCode, 3, stderr);
    assert.match(stderr, /^not compliant: own, other$/m);
    assert.equal(readReport(stdout).controls.length, 3);
  });

  it('is built with a restart in between, proven before the snapshot and on an instance made from it', async () => {
    const asked = await runPhase('build', structuredClone(start));
    assert.deepEqual([asked.exitCode, asked.stdout], [3010, ''], asked.stderr);
    const built = await runPhase('build', asked.state, 1);
    assert.equal(built.exitCode, 0, built.stderr);
    const report = readReport(built.stdout);
    assert.deepEqual([report.runId, report.rebooted, report.changes.length], [image.runId, true, 2]);
    for (const phase of ['validate', 'test']) {
      const judged = await runPhase(phase, structuredClone(built.state));
      assert.equal(judged.exitCode, 0, judged.stderr + judged.stdout);
    }
    for (const { name } of image.files) assert.ok(!existsSync(join(folder, name)), `${name} is left in the image`);
  });

  it('is not touched by a script that is not the one of the component', async () => {
    const [, apply] = phases[0]?.steps ?? [];
    await writeFile(join(folder, 'winharden-own-apply.ps1'), 'throw "I ran"');
    const command = POWERSHELL + here(apply?.inputs.commands.join('\n') ?? '');
    const { exitCode, stderr } = await runScript(shell(), structuredClone(start), command);
    assert.equal(exitCode, 1);
    assert.match(stderr, /is not the script that this component was made for/);
  });

  it('counts as a container host before it ever joined a cluster', async () => {
    const audit = image.files.find(({ name }) => name.endsWith('-audit.ps1'))?.text ?? '';
    const isHost = async (files: Record<string, string>) => {
      const { stdout, stderr } = await runScript(shell(), { ...freshWindows({ release: 2022 }), files }, audit);
      assert.equal(stderr, '');
      return readReport(stdout).node.containerHost;
    };
    assert.equal(await isHost({}), false);
    assert.equal(await isHost({ 'C:\\Program Files\\Amazon\\EKS': '' }), true);
  });

  for (const encoding of ['json', 'gzip']) {
    it(`leaves a report in ${encoding} that winharden verifies, the same on standard output and in the file`, async () => {
      const file = join(folder, 'reports', encoding, 'audit.report');
      const audit = image.files.find(({ name }) => name.endsWith('-audit.ps1'))?.text ?? '';
      const given = ['-RunId', 'bake', '-ReportEncoding', encoding, '-ReportFile', file, '-FailOn', 'notCompliant'];
      const { exitCode, stdout } = await runScript(shell(), structuredClone(start), audit, { args: given });
      assert.equal(exitCode, 3);
      const text = await readFile(file, 'utf8');
      assert.equal(text, stdout);
      const header = parseHeader(text);
      assert.ok(header);
      const { instanceId } = readReport(text).node;
      const expected = { operation: 'audit' as const, runId: 'bake', commandId: '', instanceId, plan: image.plan };
      const controlIds = new Set(['own', 'other', 'waived']);
      const verified = verifyReport(Buffer.from(text), header, { ...expected, controlIds });
      assert.ok('report' in verified, JSON.stringify(verified));
      assert.deepEqual(
        verified.report.controls.map(({ status }) => status),
        ['NonCompliant', 'NonCompliant', 'Waived'],
      );
    });
  }
});
