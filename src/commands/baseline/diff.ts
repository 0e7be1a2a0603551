import { string } from '@oclif/core/args';
import { boolean } from '@oclif/core/flags';
import { EXIT } from '../../core/errors.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { baselineDiffView } from '../../terminal/views/baseline-diff-view.ts';

export default class BaselineDiff extends BaseCommand {
  static override summary = 'Show which controls were added, removed or changed from one baseline to another.';
  static override description =
    'For two versions of your own file, two releases of a benchmark, or any two baselines. Controls are matched by id and setting, then by setting alone, because numbers change between benchmarks.';
  static override examples = [
    {
      description: 'What moving to Windows Server 2025 changes:',
      command: '<%= config.bin %> baseline diff cis-windows-server-2022 cis-windows-server-2025',
    },
    {
      description: 'In a pipeline: end with 3 when somebody changed the baseline:',
      command: '<%= config.bin %> baseline diff ./approved.yaml ./ours.yaml --exit-code',
    },
  ];
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'notCompliant'];
  static override args = {
    before: string({ description: 'A name, or a file of your own.', required: true, ignoreStdin: true }),
    after: string({ description: 'What to compare it with.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    'exit-code': boolean({ summary: 'End with 3 when the two differ.', env: 'WINHARDEN_EXIT_CODE' }),
  };

  async run() {
    const { args, flags } = await this.parse(BaselineDiff);
    const { app } = await this.openSession({});
    const { diffTwoBaselines } = await import('../../actions/compare-baselines.ts');
    const result = await diffTwoBaselines(app, args.before, args.after);
    if (flags['exit-code'] && result.entries.length > 0) process.exitCode = EXIT.notCompliant;
    this.show((style) => baselineDiffView(result, style));
    return result;
  }
}
