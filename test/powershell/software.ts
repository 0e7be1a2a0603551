import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderDocument } from '../../src/actions/render-document.ts';
import { createApp } from '../../src/app.ts';
import type { Operation } from '../../src/core/plan/model.ts';
import type { NodeReport } from '../../src/core/report/model.ts';
import type { WindowsState } from '../../src/lab/windows-state.ts';
import { readReport } from './report.ts';
import { runScript, type usePowerShell } from './simulation.ts';

export interface OwnSetting {
  id: string;
  /** With an address: a setting of the test's own. Without: the one of this id that comes with winharden. */
  kind?: string;
  address?: object;
  value?: string;
}

/** A node that is held to settings of the test's own, each by the control of its id. */
export class OwnNode {
  state: WindowsState;
  programData = '';
  env: Record<string, string> = {};
  /** Controls whose risk is accepted: at first those of the kind gpo. */
  acceptRisk: string[];
  private readonly shell: ReturnType<typeof usePowerShell>;
  private readonly folder: string;

  private constructor(
    shell: ReturnType<typeof usePowerShell>,
    state: WindowsState,
    folder: string,
    acceptRisk: string[],
  ) {
    this.shell = shell;
    this.state = state;
    this.folder = folder;
    this.acceptRisk = acceptRisk;
    this.programData = join(folder, 'programdata');
  }

  /** Opens a node for one test; its folder goes when the test is over. */
  static async with(
    shell: ReturnType<typeof usePowerShell>,
    state: WindowsState,
    settings: OwnSetting[],
    body: (node: OwnNode) => Promise<void>,
  ): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'winharden-software-'));
    try {
      // JSON is YAML.
      await writeFile(join(folder, 'own.yaml'), JSON.stringify(baselineOf(settings)));
      const risky = settings.filter(({ kind }) => kind === 'gpo').map(({ id }) => id);
      await body(new OwnNode(shell, state, folder, risky));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async run(operation: Operation, args: string[] = []): Promise<NodeReport> {
    const baseline = join(this.folder, 'own.yaml');
    const { acceptRisk } = this;
    const { text } = await renderDocument(createApp({}), { baseline, operation, format: 'ps1', acceptRisk });
    const run = { args, programData: this.programData, env: this.env };
    const result = await runScript(this.shell(), this.state, text, run);
    this.state = result.state;
    return readReport(result.stdout || result.stderr);
  }
}

function baselineOf(settings: OwnSetting[]): object {
  return {
    baseline: 'own',
    title: 'Own',
    settings: settings
      .filter(({ address }) => address !== undefined)
      .map(({ id, kind, address }) => ({ id, title: id, kind, address })),
    controls: settings.map(({ id, value = 'installed' }) => ({ id, setting: id, expect: { equals: value } })),
  };
}
