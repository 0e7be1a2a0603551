import { string } from '@oclif/core/args';
import { option } from '@oclif/core/flags';
import { BaseCommand } from '../../terminal/base-command.ts';
import { baselineShowView } from '../../terminal/views/baseline-show-view.ts';

const RELEASES = { '2016': 2016, '2019': 2019, '2022': 2022, '2025': 2025 } as const;

export default class BaselineShow extends BaseCommand {
  static override summary = 'Show every control of a baseline: what it requires, of what, and what apply writes.';
  static override examples = [
    '<%= config.bin %> baseline show cis-l1',
    {
      description: 'What a Windows Server 2022 node is held to, as data:',
      command: '<%= config.bin %> baseline show cis-l1 --os 2022 --json',
    },
  ];
  static override args = {
    baseline: string({ description: 'A name, or a file of your own.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    os: option({
      options: ['2016', '2019', '2022', '2025'] as const,
      summary: 'Only what holds on this Windows Server release.',
      env: 'WINHARDEN_OS',
    })(),
  };

  async run() {
    const { args, flags } = await this.parse(BaselineShow);
    const { app } = await this.openSession({});
    const { showBaseline } = await import('../../actions/show-baseline.ts');
    const shown = await showBaseline(app, { name: args.baseline, ...(flags.os && { release: RELEASES[flags.os] }) });
    this.show((style) => baselineShowView(shown, style));
    return shown;
  }
}
