import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePlan } from '../../src/actions/make-plan.ts';
import { renderDocument } from '../../src/actions/render-document.ts';
import { createApp } from '../../src/app.ts';
import { OPERATIONS, type Operation, type Plan } from '../../src/core/plan/model.ts';
import { renderScript } from '../../src/core/script/render-script.ts';
import { findPowerShell, type PowerShell } from '../../src/lab/powershell.ts';
import { freshWindows, type WindowsState } from '../../src/lab/windows-state.ts';
import type { Benchmark } from './bench.ts';
import { median, round } from './measure.ts';
import { manyControls, planOf, withValues } from './synthetic.ts';

const ROUNDS = 5;
const MANY = 4000;
const BASELINES = ['cis-l1', 'cis-l2', 'eks-node'];

/**
 * The rendered scripts on real PowerShell against a simulated Windows, engine and simulation together. Every time is
 * beyond that of the same script with an empty plan on the same node, which runs in turn with it.
 */
export const engine: Benchmark = {
  name: 'engine',
  async run(): Promise<Record<string, number | string>> {
    const powershell = await findPowerShell({ build: true });
    if (!powershell) return { 'not measured': 'neither pwsh nor the .NET SDK is here' };
    const app = createApp({});
    const files = await app.engine.read();
    const script = (operation: Operation, plan: Plan) =>
      renderScript({ plan, operation, engine: files, header: 'ps1' });
    const { plan } = await makePlan(app, { baseline: 'cis-l2' });
    const many = manyControls(plan.controls, MANY);
    const state = freshWindows({ release: 2022, core: true });
    const beyond = (operation: Operation, full: Plan, on: WindowsState) =>
      timeBeyond(powershell, script(operation, full), script(operation, { ...full, text: planOf([]).text }), on);

    const registry = await beyond('audit', planOf(many), withValues(state, many));
    const audit = await beyond('audit', plan, state);
    const apply = await beyond('apply', plan, state);
    const { controls } = reportOf(audit);
    const packed = await timed(powershell, script('audit', plan), state, ['-ReportEncoding', 'gzip']);
    return {
      powershell: `${powershell.name} ${powershell.version}`,
      'empty audit, ms': Math.round(audit.empty),
      'registry controls in an audit': reportOf(registry).controls.length,
      'registry controls per second (limit 2000)': Math.round(MANY / (registry.beyond / 1000)),
      'cis-l2 controls': controls.length,
      'cis-l2 audit, ms per control': round(audit.beyond / controls.length),
      'cis-l2 changes of an apply': reportOf(apply).changes.length,
      'cis-l2 apply, times the audit (limit 3)': round(apply.beyond / audit.beyond),
      'processes started by an audit (limit 2)': audit.state.processStarts - state.processStarts,
      'processes started by an apply': apply.state.processStarts - state.processStarts,
      'cis-l2 audit report, bytes': Buffer.byteLength(bodyOf(audit)),
      'cis-l2 audit report, bytes packed (limit 24000)': Buffer.byteLength(packed.stdout),
      ...(await documentBytes(app)),
    };
  },
};

interface Timed {
  milliseconds: number;
  stdout: string;
  state: WindowsState;
}

/** Medians: of the differences between the script and the empty one, and of the empty one itself. */
async function timeBeyond(powershell: PowerShell, script: string, emptyScript: string, state: WindowsState) {
  const empty: number[] = [];
  const full: number[] = [];
  let last = await timed(powershell, script, state);
  for (let i = 0; i < ROUNDS; i++) {
    empty.push((await timed(powershell, emptyScript, state)).milliseconds);
    last = await timed(powershell, script, state);
    full.push(last.milliseconds);
  }
  return { ...last, empty: median(empty), beyond: median(full.map((time, i) => time - (empty[i] ?? 0))) };
}

async function timed(powershell: PowerShell, script: string, state: WindowsState, args: string[] = []): Promise<Timed> {
  const programData = mkdtempSync(join(tmpdir(), 'winharden-bench-'));
  const started = performance.now();
  const result = await powershell.run({ script, state, args, programData });
  const milliseconds = performance.now() - started;
  rmSync(programData, { recursive: true });
  if (result.exitCode !== 0) throw new Error(`the script ended with ${result.exitCode}: ${result.stderr}`);
  return { ...result, milliseconds };
}

const bodyOf = ({ stdout }: Timed): string => stdout.split('\n')[1] ?? '';

function reportOf(run: Timed): { controls: unknown[]; changes: unknown[] } {
  return JSON.parse(bodyOf(run));
}

async function documentBytes(app: Parameters<typeof renderDocument>[0]): Promise<Record<string, number>> {
  const bytes: Record<string, number> = {};
  for (const baseline of BASELINES) {
    for (const operation of OPERATIONS) {
      const document = await renderDocument(app, { baseline, operation, format: 'ssm-yaml' });
      bytes[`${baseline} ${operation} document, bytes (limit 65536)`] = document.bytes;
    }
  }
  return bytes;
}
