import { BaseCommand } from '../../terminal/base-command.ts';
import { awsFlags } from '../../terminal/flags.ts';
import { runListView } from '../../terminal/views/run-list-view.ts';

export default class RunList extends BaseCommand {
  static override summary = 'List the runs that this machine keeps, newest first.';
  static override examples = ['<%= config.bin %> run list', '<%= config.bin %> run list --lab ./lab --json'];
  static override flags = { lab: awsFlags.lab };

  async run() {
    const { flags } = await this.parse(RunList);
    const { app } = await this.openSession(flags);
    const { listRuns } = await import('../../actions/list-runs.ts');
    const runs = await listRuns(app);
    this.show((style) => runListView(runs, style));
    return { runs };
  }
}
