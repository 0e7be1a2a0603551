import { string } from '@oclif/core/args';
import { pastAwsFlags, pastFlags } from '../../terminal/flags.ts';
import { PastCommand } from '../../terminal/past-command.ts';
import { runDiffView } from '../../terminal/views/run-diff-view.ts';

const RUN = { required: true, ignoreStdin: true } as const;

export default class RunDiff extends PastCommand {
  static override summary = 'Show what changed from one run to another: nodes, and controls with their values.';
  static override description =
    'Nodes that ended otherwise or took part in one run only, and controls whose status differs on nodes that reported in both.';
  static override usage = 'run diff BEFORE AFTER [--bucket NAME]';
  static override examples = [
    '<%= config.bin %> run diff 20270130T101500Z-a1b2c3 20270131T101500Z-d4e5f6',
    {
      description: 'Two runs that somebody else made:',
      command: '<%= config.bin %> run diff 20270130T101500Z-a1b2c3 20270131T101500Z-d4e5f6 --bucket my-results --json',
    },
  ];
  static override args = {
    before: string({ ...RUN, description: 'The earlier run, from `winharden run list`.' }),
    after: string({ ...RUN, description: 'The later run.' }),
  };
  static override flags = { ...pastFlags, ...pastAwsFlags };

  async run() {
    const { args, flags } = await this.parse(RunDiff);
    const { app, place } = await this.openPast(flags);
    const { diffRuns } = await import('../../actions/diff-runs.ts');
    const comparison = await diffRuns(app, { a: args.before, b: args.after, ...(place && { place }) });
    const { a, b } = comparison;
    if (a.baseline !== b.baseline) {
      this.warn(`These runs are of ${a.baseline} and of ${b.baseline}: the same id may be another control.`);
    }
    this.show((style) => runDiffView(comparison, style));
    return comparison;
  }
}
