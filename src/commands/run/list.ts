import { BaseCommand } from '../../terminal/base-command.ts';
import { keptLabFlag } from '../../terminal/flags.ts';
import { openKeptRuns } from '../../terminal/kept-runs.ts';
import { runListView } from '../../terminal/views/run-list-view.ts';

export default class RunList extends BaseCommand {
  static override summary = 'List the runs that this machine keeps, newest first.';
  static override examples = ['<%= config.bin %> run list', '<%= config.bin %> run list --lab ./lab --json'];
  static override flags = { lab: keptLabFlag };

  async run() {
    const { flags } = await this.parse(RunList);
    const { listRuns } = await import('../../actions/list-runs.ts');
    const runs = await listRuns(await openKeptRuns(flags.lab));
    this.show((style) => runListView(runs, style));
    return { runs };
  }
}
