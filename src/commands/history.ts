import { string } from '@oclif/core/flags';
import { listOf, pastAwsFlags, pastFlags } from '../terminal/flags.ts';
import { PastCommand } from '../terminal/past-command.ts';
import { historyView } from '../terminal/views/history-view.ts';

export default class History extends PastCommand {
  static override summary = 'Show scores over time: per run, per baseline, per group of nodes.';
  static override description =
    'Reads what runs left, on this machine and with --bucket in S3. Rollbacks and remediations have no score of a baseline and are left out.';
  static override usage = 'history [--baseline NAME] [--by TAG] [--since RUN|DAY] [--bucket NAME]';
  static override examples = [
    '<%= config.bin %> history',
    {
      description: 'One baseline by environment, with the runs that others left in the bucket:',
      command: '<%= config.bin %> history --baseline cis-l1 --by env --bucket my-results',
    },
    {
      description: 'As data, since the first of January:',
      command: '<%= config.bin %> history --since 2027-01-01 --json',
    },
  ];
  static override flags = {
    baseline: string({
      helpValue: 'NAME',
      summary: 'Only of this baseline; repeat for several.',
      env: 'WINHARDEN_BASELINE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    by: string({
      helpValue: 'TAG',
      summary: 'Group nodes by the values that this tag had when the run began.',
      env: 'WINHARDEN_BY',
    }),
    since: string({
      helpValue: 'RUN|DAY',
      summary: 'The earliest run, or day (UTC), that is looked at; by default 90 days ago.',
      env: 'WINHARDEN_SINCE',
    }),
    ...pastFlags,
    ...pastAwsFlags,
  };

  async run() {
    const { flags } = await this.parse(History);
    const { by, since } = flags;
    const { app, place } = await this.openPast(flags);
    const { showHistory } = await import('../actions/show-history.ts');
    const history = await showHistory(app, {
      ...(since !== undefined && { since }),
      baselines: listOf(flags.baseline),
      ...(by !== undefined && { tag: by }),
      ...(place && { place }),
    });
    this.show((style) => historyView(history, style));
    return history;
  }
}
