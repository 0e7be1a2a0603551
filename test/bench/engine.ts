import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderDocument } from '../../src/actions/render-document.ts';
import { createApp } from '../../src/app.ts';
import { findPowerShell, type PowerShell } from '../../src/lab/powershell.ts';
import { freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import type { Benchmark } from './bench.ts';
import { median, round } from './measure.ts';

const ROUNDS = 5;

/** The rendered audit on real PowerShell against a simulated Windows: time per control beyond an empty script, in turn. */
export const engine: Benchmark = {
  name: 'engine',
  async run(): Promise<Record<string, number | string>> {
    const powershell = await findPowerShell({ build: true });
    if (!powershell) return { 'not measured': 'neither pwsh nor the .NET SDK is here' };
    const { text } = await renderDocument(createApp({}), {
      baseline: 'cis-l2',
      operation: 'audit',
      format: 'ps1',
      include: [],
    });
    const state = freshWindows({ release: 2022, core: true });
    const empty: number[] = [];
    const audit: number[] = [];
    let last = await timed(powershell, text, state);
    for (let i = 0; i < ROUNDS; i++) {
      empty.push((await timed(powershell, 'exit 0', state)).milliseconds);
      last = await timed(powershell, text, state);
      audit.push(last.milliseconds);
    }
    const controls = JSON.parse(last.stdout.split('\n')[1] ?? '{}').controls.length;
    const beyond = median(audit.map((time, i) => time - (empty[i] ?? 0)));
    return {
      powershell: `${powershell.name} ${powershell.version}`,
      controls,
      'empty script, ms': Math.round(median(empty)),
      'audit beyond it, ms per control': round(beyond / controls),
      'audit, times an empty script': round(median(audit.map((time, i) => time / (empty[i] ?? time)))),
      'processes started by an audit (limit 2)': last.state.processStarts - state.processStarts,
    };
  },
};

async function timed(powershell: PowerShell, script: string, state: WindowsState) {
  const programData = mkdtempSync(join(tmpdir(), 'winharden-bench-'));
  const started = performance.now();
  const result = await powershell.run({ script, state, programData });
  const milliseconds = performance.now() - started;
  rmSync(programData, { recursive: true });
  if (result.exitCode !== 0) throw new Error(`the script ended with ${result.exitCode}: ${result.stderr}`);
  return { ...result, milliseconds };
}
