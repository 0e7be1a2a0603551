import type { LabNode } from '../fleet.ts';

/** One script that a node is to run, as the agent hands it to PowerShell. */
export interface ScriptTask {
  node: LabNode;
  commandId: string;
  /** How many commands the node had before. */
  ordinal: number;
  /** The script's text; the agent's file also begins with a byte order mark. */
  script: string;
  env: Record<string, string>;
  timeoutSeconds: number;
  /** False once the command was cancelled or has expired: then nothing may be kept of what the script did. */
  stillWanted(): boolean;
}

export interface ScriptResult {
  stdout: string;
  stderr: string;
  exitCode: number;
  timedOut: boolean;
}

/** How nodes run scripts: `powershell` really runs them against SimulatedWindows, `model` works out what they would do. */
export interface Driver {
  /** Why it is this one, where PowerShell was there to be built and could not be. */
  why?: string;
  readonly name: 'powershell' | 'model';
  /** Scripts take real seconds, however fast the lab's pass. */
  readonly realTime: boolean;
  run(task: ScriptTask): Promise<ScriptResult>;
}
