import { string } from '@oclif/core/args';
import { option, string as text } from '@oclif/core/flags';
import { BaseCommand } from '../../terminal/base-command.ts';
import { flagText } from '../../terminal/flag-text.ts';
import { keptLabFlag } from '../../terminal/flags.ts';
import { openKeptRuns } from '../../terminal/kept-runs.ts';
import { shownRun } from '../../terminal/shown-run.ts';

export default class RunShow extends BaseCommand {
  static override summary = 'Show a run: its nodes and controls, one node, or one control.';
  static override usage = 'run show ID [--node ID] [--control ID] [--format text|csv|html]';
  static override examples = [
    '<%= config.bin %> run show 20270131T101500Z-a1b2c3',
    '<%= config.bin %> run show 20270131T101500Z-a1b2c3 --node i-0123456789abcdef0',
    '<%= config.bin %> run show 20270131T101500Z-a1b2c3 --control 1.1.1',
    {
      description: 'Every node and control for a spreadsheet:',
      command: '<%= config.bin %> run show 20270131T101500Z-a1b2c3 --format csv > results.csv',
    },
  ];
  static override args = {
    id: string({ description: 'The run, from `winharden run list`.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    node: text({ helpValue: 'ID', summary: 'Only this node, by its id or name.', env: 'WINHARDEN_NODE' }),
    control: text({ helpValue: 'ID', summary: 'Only this control.', env: 'WINHARDEN_CONTROL' }),
    format: option({
      options: ['text', 'csv', 'html'] as const,
      summary: 'How to show it.',
      env: 'WINHARDEN_FORMAT',
      default: 'text',
    })(),
    lab: keptLabFlag,
  };

  async run() {
    const { args, flags } = await this.parse(RunShow);
    const { showRun } = await import('../../actions/show-run.ts');
    const kept = await showRun(await openKeptRuns(flags.lab), args.id);
    const { run, view } = await shownRun(kept, flagText({ lab: flags.lab }), flags);
    this.show(view);
    return { ...run.result, reports: run.reports };
  }
}
