import { string } from '@oclif/core/args';
import { boolean, option, string as stringFlag } from '@oclif/core/flags';
import { BaseCommand } from '../../terminal/base-command.ts';
import { RELEASE_NAMES, releaseOf } from '../../terminal/releases.ts';
import { crosswalkView } from '../../terminal/views/crosswalk-view.ts';

export default class BaselineCrosswalk extends BaseCommand {
  static override summary = 'Lay baselines side by side: what they share, where they differ, what only one asks for.';
  static override description =
    'Settings are compared by what they accept, release by release. The stricter side is named where the comparisons tell: a higher least, a lower most, a right that fewer hold, an audit that records more.';
  static override usage = 'baseline crosswalk BASELINE OTHER [MORE...] [FLAGS]';
  static override examples = [
    '<%= config.bin %> baseline crosswalk cis-l1 msft',
    {
      description: 'Where they contradict each other on Windows Server 2022:',
      command: '<%= config.bin %> baseline crosswalk cis-l1 msft --release 2022 --differing',
    },
    {
      description: 'What else asks for a control, as data:',
      command: '<%= config.bin %> baseline crosswalk cis-l2 msft ./our-baseline.yaml --control 1.1.4 --json',
    },
  ];
  /** More than the two arguments may be given. */
  static override strict = false;
  static override args = {
    baseline: string({ description: 'A name, or a file of your own.', required: true, ignoreStdin: true }),
    other: string({ description: 'Another one; more may follow.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    release: option({
      options: RELEASE_NAMES,
      summary: 'Only this Windows Server release.',
      env: 'WINHARDEN_RELEASE',
    })(),
    differing: boolean({ summary: 'Only settings on which they differ.', env: 'WINHARDEN_DIFFERING' }),
    control: stringFlag({
      helpValue: 'CONTROL',
      summary: 'Only settings of this control; a prefix may end in `*`.',
      env: 'WINHARDEN_CONTROL',
    }),
  };

  async run() {
    const { argv, flags } = await this.parse(BaselineCrosswalk);
    const { app } = await this.openSession({});
    const { crosswalkBaselines } = await import('../../actions/compare-baselines.ts');
    const result = await crosswalkBaselines(app, {
      baselines: argv.map(String),
      differing: flags.differing,
      ...(flags.release && { release: releaseOf(flags.release) }),
      ...(flags.control !== undefined && { control: flags.control }),
    });
    this.show((style) => crosswalkView(result, style));
    return result;
  }
}
