import { string } from '@oclif/core/flags';
import { awsFlags, changeFlags, dryRunFlag, resultFlags, waveFlags } from '../terminal/flags.ts';
import { FleetCommand } from '../terminal/fleet-command.ts';
import { runOptions } from '../terminal/run-input.ts';

export default class Rollback extends FleetCommand {
  static override summary = 'Put the nodes of a run back to what they were before it.';
  static override description =
    'Each node restores the backup that the run left on it: only what that run changed, and only where nobody changed it since. ' +
    'Such a conflict is reported and left alone.';
  static override usage = 'rollback --run ID [FLAGS]';
  static override examples = [
    {
      description: 'Undo a run in the lab that it was made in:',
      command: '<%= config.bin %> rollback --run 20270131T101500Z-a1b2c3 --lab ./lab --yes',
    },
    {
      description: 'Undo on one node what a schedule did:',
      command: '<%= config.bin %> rollback --run 20270131T101500Z-a1b2c3 --node i-0123456789abcdef0',
    },
    {
      description: 'Undo a run, after a question:',
      command: '<%= config.bin %> rollback --run 20270131T101500Z-a1b2c3',
    },
  ];
  static override flags = {
    run: string({
      helpValue: 'ID',
      summary: 'The run to undo, from `winharden run list`.',
      env: 'WINHARDEN_RUN',
      required: true,
    }),
    node: string({
      helpValue: 'ID',
      summary: 'Only this node, by its instance id; needed where a schedule changed several.',
      env: 'WINHARDEN_NODE',
    }),
    ...waveFlags,
    ...resultFlags,
    ...awsFlags,
    ...changeFlags,
    'dry-run': dryRunFlag,
  };

  protected readonly changesNodes = true;

  async run() {
    const { flags } = await this.parse(Rollback);
    return this.runFleet(flags, async ({ app, bucket }, io) => {
      const { rollbackRun } = await import('../actions/rollback-run.ts');
      return rollbackRun(
        app,
        { runId: flags.run, ...(flags.node && { node: flags.node }), ...runOptions(flags, bucket) },
        io,
      );
    });
  }
}
