import { string } from '@oclif/core/args';
import { BaseCommand } from '../../terminal/base-command.ts';
import { baselineListView } from '../../terminal/views/baseline-list-view.ts';

export default class BaselineList extends BaseCommand {
  static override summary = 'List the baselines that winharden brings, with how many controls they hold.';
  static override examples = [
    '<%= config.bin %> baseline list',
    '<%= config.bin %> baseline list ./my-baseline.yaml --json',
  ];
  static override args = {
    baseline: string({ description: 'A file of your own to list as well.', ignoreStdin: true }),
  };

  async run() {
    const { args } = await this.parse(BaselineList);
    const { app } = await this.openSession({});
    const { listBaselines } = await import('../../actions/list-baselines.ts');
    const result = await listBaselines(app, args.baseline);
    this.show((style) => baselineListView(result.baselines, style));
    return result;
  }
}
