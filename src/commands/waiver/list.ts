import { option, string } from '@oclif/core/flags';
import { EXIT } from '../../core/errors.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { policyFlags } from '../../terminal/flags.ts';
import { waiverListView } from '../../terminal/views/waiver-list-view.ts';

export default class WaiverList extends BaseCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'notCompliant'];
  static override summary = 'List waivers with the days that they still hold, expired and unused ones too.';
  static override usage = 'waiver list --config FILE [--baseline NAME] [--fail-on expired|unused]';
  static override examples = [
    '<%= config.bin %> waiver list --config winharden.yaml',
    {
      description: 'In a pipeline: ends with 3 where some hold no more, or are for no control of the baseline.',
      command:
        '<%= config.bin %> waiver list --config winharden.yaml --baseline cis-l1 --fail-on expired --fail-on unused',
    },
  ];
  static override flags = {
    config: policyFlags.config,
    baseline: string({
      helpGroup: 'policy',
      helpValue: 'NAME|FILE',
      summary: 'Whose controls the waivers are for; lists its own waivers too.',
      env: 'WINHARDEN_BASELINE',
    }),
    'fail-on': option({
      options: ['expired', 'unused'] as const,
      summary: 'End with 3 where there is such a waiver; repeat for both.',
      env: 'WINHARDEN_FAIL_ON',
      multiple: true,
      multipleNonGreedy: true,
    })(),
  };

  async run() {
    const { flags } = await this.parse(WaiverList);
    const { app } = await this.openSession({});
    const { config, baseline } = flags;
    const { listWaivers } = await import('../../actions/list-waivers.ts');
    const result = await listWaivers(app, { ...(config && { configFile: config }), ...(baseline && { baseline }) });
    const failing: readonly string[] = flags['fail-on'] ?? [];
    if (result.waivers.some(({ state }) => failing.includes(state))) process.exitCode = EXIT.notCompliant;
    this.show((style) => waiverListView(result.waivers, style));
    return result;
  }
}
