import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartRunInput } from '../../src/actions/start-run.ts';
import type { Outcome } from '../../src/core/results/model.ts';
import type { Lab } from '../../src/lab/index.ts';
import { serveTime } from '../remote-time.ts';

export interface Asked {
  home: string;
  input: StartRunInput;
}

/** What a run took. Times of the fleet are the lab's, in which waiting costs the machine nothing. */
export interface Told {
  fleetSeconds: number;
  machineSeconds: number;
  /** From the last node's end to the written report page, on this machine. */
  reportSeconds: number;
  peakMemoryMB: number;
  calls: Record<string, number>;
  outcomes: { instanceId: string; outcome: Outcome }[];
  state: string;
}

/** Runs the built product over a lab of this process, in a process whose memory is the product's alone. */
export async function runInProcess(lab: Lab, input: StartRunInput): Promise<Told> {
  const home = mkdtempSync(join(tmpdir(), 'winharden-bench-'));
  const asked: Asked = { home, input };
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !lab.unset.includes(name)));
  const child = fork(new URL('operator.ts', import.meta.url), [JSON.stringify(asked)], {
    env: { ...env, ...lab.env },
  });
  serveTime(lab, child);
  try {
    return await new Promise<Told>((resolve, reject) => {
      child.on('message', (message: Partial<Told>) => {
        if (message.outcomes) resolve(message as Told);
      });
      child.once('error', reject).once('exit', (code) => reject(new Error(`the run's process ended with ${code}`)));
    });
  } finally {
    child.kill();
    rmSync(home, { recursive: true });
  }
}
