import { string } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { MAY_ENTER, MAY_SCHEDULE, MAY_SELECT, SELECTING, WRITING_SCHEDULES } from '../../terminal/actions.ts';
import { awsFlags, resultFlags } from '../../terminal/flags.ts';
import { ScheduleCommand } from '../../terminal/schedule-command.ts';
import { askFlags, confirmFlags } from '../../terminal/schedule-flags.ts';
import { changeOptions } from '../../terminal/schedule-input.ts';

export default class ScheduleApply extends ScheduleCommand {
  static override summary = 'Bring all schedules to what a file says, as kept in git.';
  static override description =
    'Makes, changes and, with --prune, deletes schedules until they are as the file has them, and shows each difference before. Done twice it changes nothing the second time. ' +
    'docs/operations.md shows such a file; schemas/schedules.schema.json is for your editor.';
  static override usage = 'schedule apply FILE [--prune] [FLAGS]';
  static override examples = [
    {
      description: 'In a pull request:',
      command: '<%= config.bin %> schedule apply schedules.yaml --prune --dry-run',
    },
    {
      description: 'Once it is merged:',
      command: '<%= config.bin %> schedule apply schedules.yaml --prune --yes',
    },
  ];
  static override args = {
    file: string({ description: 'The file of schedules (YAML).', required: true, ignoreStdin: true }),
  };
  static override actions: readonly string[] = [...WRITING_SCHEDULES, 'ssm:DeleteAssociation'];
  static override optionalActions: readonly string[] = [
    ...MAY_SCHEDULE,
    's3:ListBucket',
    ...MAY_SELECT,
    ...SELECTING,
    ...MAY_ENTER,
  ];
  static override flags = {
    prune: boolean({ summary: 'Delete the schedules that the file does not have.', env: 'WINHARDEN_PRUNE' }),
    'bucket-owner': resultFlags['bucket-owner'],
    ...awsFlags,
    ...confirmFlags,
    ...askFlags,
  };

  async run() {
    const { args, flags } = await this.parse(ScheduleApply);
    return this.change(flags, async ({ app, bucket }, confirm) => {
      const { applySchedules } = await import('../../actions/apply-schedules.ts');
      const input = { file: args.file, prune: flags.prune, ...(bucket && { bucket }), ...changeOptions(flags) };
      return applySchedules(app, input, confirm);
    });
  }
}
