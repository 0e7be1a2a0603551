import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { findPowerShell } from '../powershell.ts';
import { LabError } from '../protocol/error.ts';
import { backups } from './backups.ts';
import type { Driver } from './driver.ts';
import { modelDriver } from './model-driver.ts';
import { powershellDriver } from './powershell-driver.ts';
import type { WindowsStore } from './windows-store.ts';

export interface DriverChoice {
  wanted: Driver['name'] | undefined;
  clock: Clock;
  seed: number;
  windows: WindowsStore;
  /** The state's folder, undefined in memory. */
  root: string | undefined;
  /** Makes a folder that goes with the lab, for nodes that need a real ProgramData. */
  temporary(): string;
}

/** The driver asked for; else powershell where there is one (or dotnet to build it with), else model. */
export async function chooseDriver(choice: DriverChoice): Promise<Driver> {
  const powershell = choice.wanted === 'model' ? null : await findPowerShell({ build: true });
  if (powershell) {
    const nodesFolder = join(choice.root ?? choice.temporary(), 'nodes');
    return powershellDriver({ powershell, windows: choice.windows, nodesFolder });
  }
  if (choice.wanted === 'powershell') {
    throw new LabError(
      'NoPowerShell',
      'The lab was asked for the driver powershell, and this machine has neither pwsh nor dotnet.',
      ['Install PowerShell 7 or the .NET SDK', 'Leave the driver out: the lab then works with its model of Windows'],
    );
  }
  return modelDriver({ ...choice, backups: backups(choice.root && join(choice.root, 'nodes')) });
}
