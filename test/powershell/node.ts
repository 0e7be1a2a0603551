import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '../../src/core/plan/model.ts';
import type { NodeReport } from '../../src/core/report/model.ts';
import type { PowerShellResult } from '../../src/lab/powershell.ts';
import type { WindowsState } from '../../src/lab/windows-state.ts';
import { renderScript } from './render.ts';
import { readReport } from './report.ts';
import { runScript, type usePowerShell } from './simulation.ts';

/** A node through its life: every step runs the rendered script, unchanged, on what the step before left behind. */
export class SimulatedNode {
  state: WindowsState;
  programData = '';
  /** What the SSM agent calls the command. */
  commandId = 'a-command';
  private readonly render: (operation: Operation) => Promise<string>;
  private readonly shell: ReturnType<typeof usePowerShell>;

  /** `baseline`: a built-in one by name, or what renders the scripts. */
  constructor(
    shell: ReturnType<typeof usePowerShell>,
    baseline: string | ((operation: Operation) => Promise<string>),
    state: WindowsState,
  ) {
    this.shell = shell;
    this.render = typeof baseline === 'string' ? (operation) => renderScript(baseline, operation) : baseline;
    this.state = state;
    before(async () => {
      this.programData = await mkdtemp(join(tmpdir(), 'winharden-programdata-'));
    });
    after(() => rm(this.programData, { recursive: true, force: true }));
  }

  /** Runs an operation that must end with an exit code (0), and answers its report and how many programs it started. */
  async run(operation: Operation, args: string[] = [], exitCode = 0): Promise<{ report: NodeReport; starts: number }> {
    const before = this.state.processStarts;
    const result = await this.execute(operation, args);
    assert.equal(result.exitCode, exitCode, result.stderr + result.stdout.slice(0, 2000));
    return { report: readReport(result.stdout), starts: result.state.processStarts - before };
  }

  /** Runs an operation that asks for a restart, and says nothing yet. */
  async runToRestart(operation: Operation, args: string[]): Promise<void> {
    const result = await this.execute(operation, args);
    assert.deepEqual([result.exitCode, result.stdout], [3010, ''], result.stderr + result.stdout);
  }

  /** Runs an operation that is killed at its n-th write. */
  async runAndKill(operation: Operation, write: number, args: string[]): Promise<void> {
    this.state.faults = { stopAfterWrites: write };
    const result = await this.execute(operation, args);
    assert.notEqual(result.exitCode, 0);
    assert.equal(result.stdout, '');
    this.state.faults = {};
  }

  private async execute(operation: Operation, args: string[]): Promise<PowerShellResult> {
    const env = { SSM_COMMAND_ID: this.commandId };
    const run = { args, env, programData: this.programData };
    const result = await runScript(this.shell(), this.state, await this.render(operation), run);
    this.state = result.state;
    return result;
  }
}
