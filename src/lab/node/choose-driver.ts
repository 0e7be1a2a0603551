import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Pace } from '../pace.ts';
import { findPowerShell } from '../powershell.ts';
import { LabError } from '../protocol/error.ts';
import { backups } from './backups.ts';
import type { Driver } from './driver.ts';
import { keptReports } from './kept-reports.ts';
import { modelDriver } from './model-driver.ts';
import { powershellDriver } from './powershell-driver.ts';
import { suspendedRuns } from './suspended-runs.ts';
import type { WindowsStore } from './windows-store.ts';

export interface DriverChoice {
  wanted: Driver['name'] | undefined;
  clock: Clock;
  pace: Pace;
  seed: number;
  windows: WindowsStore;
  /** The state's folder, undefined in memory. */
  root: string | undefined;
  /** Makes a folder that goes with the lab, for nodes that need a real ProgramData. */
  temporary(): string;
  /** How to look for a PowerShell; findPowerShell without. */
  find?: typeof findPowerShell;
}

/** The driver asked for; else powershell where there is one (or dotnet that can build it), else model. */
export async function chooseDriver(choice: DriverChoice): Promise<Driver> {
  const find = choice.find ?? findPowerShell;
  const found = choice.wanted === 'model' ? null : await find({ build: true }).catch(unbuilt);
  if (found && 'run' in found) {
    const nodesFolder = join(choice.root ?? choice.temporary(), 'nodes');
    return powershellDriver({ powershell: found, windows: choice.windows, nodesFolder });
  }
  if (choice.wanted === 'powershell') throw noPowerShell(found?.why ?? 'this machine has neither pwsh nor dotnet');
  const nodesFolder = choice.root && join(choice.root, 'nodes');
  const model = modelDriver({
    ...choice,
    backups: backups(nodesFolder),
    suspended: suspendedRuns(nodesFolder),
    kept: keptReports(nodesFolder),
  });
  return found ? { ...model, why: found.why } : model;
}

/** dotnet without its package registry is as good as none: the model still serves. */
function unbuilt(error: unknown): { why: string } {
  const [reason = ''] = String((error as Error).message)
    .trim()
    .split(/\r?\n/);
  return { why: reason.replace(/[^ -~]/g, ' ').slice(0, 200) };
}

const noPowerShell = (why: string) =>
  new LabError('NoPowerShell', `The lab was asked for the driver powershell: ${why}.`, [
    'Install PowerShell 7, or the .NET SDK with access to NuGet',
    'Leave the driver out: the lab then works with its model of Windows',
  ]);
