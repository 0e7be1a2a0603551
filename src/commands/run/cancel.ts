import { string } from '@oclif/core/args';
import {
  FOLLOWING,
  MAY_ASK_ROLES,
  MAY_ENTER,
  MAY_FOLLOW_AUTOMATION,
  MAY_WRITE,
  SELECTING,
} from '../../terminal/actions.ts';
import { awsFlags, cancelFlags } from '../../terminal/flags.ts';
import { FleetCommand } from '../../terminal/fleet-command.ts';
import { whereOf } from '../../terminal/where.ts';

export default class RunCancel extends FleetCommand {
  static override summary = 'Stop what a run has at work, and end it.';
  static override description =
    'Has Systems Manager cancel every command of the run that some node has not ended, waits for their end, and collects what was ' +
    'reported. Nothing more is sent. A script that is stopped half-way leaves what it did: `winharden rollback` puts it back.';
  static override usage = 'run cancel ID [FLAGS]';
  static override examples = [
    {
      description: 'Stop a run that you interrupted:',
      command: '<%= config.bin %> run cancel 20270131T101500Z-a1b2c3',
    },
    {
      description: 'A run of the lab in a folder:',
      command: '<%= config.bin %> run cancel 20270131T101500Z-a1b2c3 --lab ./lab',
    },
  ];
  static override args = {
    id: string({ description: 'The run, from `winharden run list`.', required: true, ignoreStdin: true }),
  };
  static override actions: readonly string[] = [...SELECTING, ...FOLLOWING];
  static override optionalActions: readonly string[] = [
    ...MAY_WRITE,
    ...MAY_ASK_ROLES,
    ...MAY_ENTER,
    ...MAY_FOLLOW_AUTOMATION,
  ];
  static override flags = { ...cancelFlags, ...awsFlags };

  protected readonly changesNodes = false;

  async run() {
    const { args, flags } = await this.parse(RunCancel);
    return this.runFleet(flags, async ({ app }, io) => {
      const { cancelRun } = await import('../../actions/cancel-run.ts');
      const where = whereOf(flags);
      return cancelRun(app, { runId: args.id, ...(where && { where }), waitMinutes: flags.wait }, io);
    });
  }
}
