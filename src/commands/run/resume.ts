import { string } from '@oclif/core/args';
import { awsFlags, resumeFlags } from '../../terminal/flags.ts';
import { FleetCommand } from '../../terminal/fleet-command.ts';
import { whereOf } from '../../terminal/where.ts';

export default class RunResume extends FleetCommand {
  static override summary = 'Go on with a run that was interrupted, paused, killed or left before its end.';
  static override description =
    'Everything is read from the journal that this machine keeps. Nodes that have ended are not run again; commands that are open ' +
    'are watched and their reports collected; a send whose answer nobody saw is looked for before anything is sent. ' +
    'It ends as the run would have ended undisturbed, with the same exit codes. A run that has ended is shown as it ended.';
  static override usage = 'run resume ID [FLAGS]';
  static override examples = [
    {
      description: 'After aws sso login, where a session had expired:',
      command: '<%= config.bin %> run resume 20270131T101500Z-a1b2c3',
    },
    {
      description: 'A run of the lab in a folder, waiting ten minutes at most:',
      command: '<%= config.bin %> run resume 20270131T101500Z-a1b2c3 --lab ./lab --wait 10',
    },
    {
      description: 'In a pipeline that was restarted:',
      command: '<%= config.bin %> run resume 20270131T101500Z-a1b2c3 --region eu-west-1 --json',
    },
  ];
  static override args = {
    id: string({ description: 'The run, from `winharden run list`.', required: true, ignoreStdin: true }),
  };
  static override flags = { ...resumeFlags, ...awsFlags };

  protected readonly changesNodes = false;

  async run() {
    const { args, flags } = await this.parse(RunResume);
    return this.runFleet(flags, async ({ app }, io) => {
      const { resumeRun } = await import('../../actions/resume-run.ts');
      const { wait, 'no-lock': noLock } = flags;
      const where = whereOf(flags);
      return resumeRun(
        app,
        { runId: args.id, noLock, ...(where && { where }), ...(wait && { waitMinutes: wait }) },
        io,
      );
    });
  }
}
