import { string } from '@oclif/core/args';
import { option, string as stringFlag } from '@oclif/core/flags';
import { BaseCommand } from '../../terminal/base-command.ts';
import { RELEASE_NAMES, releaseOf } from '../../terminal/releases.ts';
import { baselineShowView } from '../../terminal/views/baseline-show-view.ts';
import { controlDetailsView } from '../../terminal/views/control-details-view.ts';

export default class BaselineShow extends BaseCommand {
  static override summary = 'Show every control of a baseline: what it requires, of what, and what apply writes.';
  static override examples = [
    '<%= config.bin %> baseline show cis-l1',
    {
      description: 'What a Windows Server 2022 node is held to, as data:',
      command: '<%= config.bin %> baseline show cis-l1 --os 2022 --json',
    },
    {
      description: 'All that is known of one control: why, what it may break, the default, sources, guards, overlays:',
      command: '<%= config.bin %> baseline show cis-l1 --control 2.2.22 --os 2022',
    },
  ];
  static override args = {
    baseline: string({ description: 'A name, or a file of your own.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    os: option({
      options: RELEASE_NAMES,
      summary: 'Only what holds on this Windows Server release.',
      env: 'WINHARDEN_OS',
    })(),
    control: stringFlag({
      helpValue: 'CONTROL',
      summary: 'All that is known of this control; a prefix may end in `*`.',
      env: 'WINHARDEN_CONTROL',
    }),
  };

  async run() {
    const { args, flags } = await this.parse(BaselineShow);
    const { app } = await this.openSession({});
    const { showBaseline } = await import('../../actions/show-baseline.ts');
    const { os, control } = flags;
    const shown = await showBaseline(app, {
      name: args.baseline,
      ...(os && { release: releaseOf(os) }),
      ...(control && { control }),
    });
    this.show((style) => (control ? controlDetailsView(shown, style) : baselineShowView(shown, style)));
    return shown;
  }
}
