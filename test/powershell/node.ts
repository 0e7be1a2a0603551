import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operation } from '../../src/core/plan/model.ts';
import type { NodeReport } from '../../src/core/report/model.ts';
import type { PowerShellResult } from '../../src/lab/powershell.ts';
import type { WindowsState } from '../../src/lab/windows-state.ts';
import { renderScript } from './render.ts';
import { readReport, readReports } from './report.ts';
import { runScript, type usePowerShell } from './simulation.ts';

/** The exit code of a script that a test has end before its time. */
export const DEATH = 9;

/** A node through its life: every step runs the rendered script, unchanged, on what the step before left behind. */
export class SimulatedNode {
  state: WindowsState;
  programData = '';
  /** What the SSM agent calls the command. */
  commandId = 'a-command';
  private runs = 0;
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

  /** Runs an operation as a schedule does, and answers its own report and those of earlier runs that came with it. */
  async runScheduled(
    operation: Operation,
    exitCode = 0,
    said = /^$/,
  ): Promise<{ report: NodeReport; late: NodeReport[] }> {
    const result = await this.execute(operation, [], true);
    assert.equal(result.exitCode, exitCode, result.stderr);
    assert.match(result.stderr, said);
    const [report, ...late] = readReports(result.stdout);
    return { report: report as NodeReport, late };
  }

  /** Runs an operation as a schedule does, with a script that ends before it prints anything. */
  async runScheduledToDeath(operation: Operation): Promise<void> {
    const result = await this.execute(operation, [], true);
    assert.deepEqual([result.exitCode, result.stdout], [DEATH, '']);
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

  /** A schedule does not name its runs; whoever sends a command does. */
  private async execute(operation: Operation, args: string[], scheduled = false): Promise<PowerShellResult> {
    const env = { SSM_COMMAND_ID: this.commandId };
    const named = scheduled || args.includes('-RunId') ? args : [...args, '-RunId', `by-hand-${++this.runs}`];
    const run = { args: named, env, programData: this.programData };
    const result = await runScript(this.shell(), this.state, await this.render(operation), run);
    this.state = result.state;
    return result;
  }
}
