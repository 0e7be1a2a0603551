import { string } from '@oclif/core/flags';
import { beginOf, windowOf } from '../../core/drift/window.ts';
import { EXIT } from '../../core/errors.ts';
import type { App } from '../../core/ports.ts';
import { LISTING_SCHEDULES, LOOKING_BACK, MAY_ENTER, MAY_WRITE } from '../../terminal/actions.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { flagText } from '../../terminal/flag-text.ts';
import { awsFlags } from '../../terminal/flags.ts';
import { listenForInterrupt } from '../../terminal/interrupt.ts';
import { startProgress } from '../../terminal/progress.ts';
import { saveReport } from '../../terminal/save-report.ts';
import { ScheduleCommand } from '../../terminal/schedule-command.ts';
import { collectView } from '../../terminal/views/collect-view.ts';
import { whereOf } from '../../terminal/where.ts';

const USUAL_DAYS = 30;

export default class ScheduleCollect extends ScheduleCommand {
  static override summary =
    'Collect what the runs of schedules found, so that `run list` shows them next to those started by hand.';
  static override description =
    "Reads each node's report from the schedule's bucket, and believes it if Systems Manager has what the node said of it; where it has not (any more) the report is marked as unverified. " +
    'What did not arrive comes with a later run of the node, and stands in the run that it belongs to, marked as late. ' +
    'Only runs whose nodes have all ended are collected. Called again it looks for new runs and for reports that were missing, and leaves the rest as it is.';
  static override usage = 'schedule collect [NAME...] [--since RUN|DAY]';
  static override examples = [
    '<%= config.bin %> schedule collect',
    '<%= config.bin %> schedule collect nightly weekly --since 2027-01-31',
    {
      description: 'Every morning in a pipeline, then what the newest run found:',
      command: '<%= config.bin %> schedule collect nightly --json',
    },
  ];
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'interrupted'];
  /** Any number of names. */
  static override strict = false;
  static override actions: readonly string[] = [
    ...LISTING_SCHEDULES,
    ...LOOKING_BACK,
    'ssm:GetDocument',
    'ssm:GetCommandInvocation',
  ];
  static override optionalActions: readonly string[] = [
    'ec2:DescribeInstances',
    'autoscaling:DescribeAutoScalingGroups',
    ...MAY_WRITE,
    ...MAY_ENTER,
  ];
  static override flags = {
    ...awsFlags,
    since: string({
      helpValue: 'RUN|DAY',
      summary: `The first run or day, as 2027-01-31; ${USUAL_DAYS} days ago where nothing is said.`,
      env: 'WINHARDEN_SINCE',
    }),
  };

  async run() {
    const { argv, flags } = await this.parse(ScheduleCollect);
    const where = whereOf(flags);
    const { app } = await this.openSchedules(flags);
    const days = { days: USUAL_DAYS, now: app.clock.now(), ...(flags.since !== undefined && { since: flags.since }) };
    const since = new Date(beginOf(windowOf(days)));
    const io = this.io(app);
    const { collectSchedules } = await import('../../actions/collect-schedules.ts');
    const runs = await collectSchedules(app, { names: argv.map(String), since, ...(where && { where }) }, io);
    if (io.signal.aborted) process.exitCode = EXIT.interrupted;
    this.show((style) => collectView(runs, flagText({ lab: flags.lab }), style));
    return { runs };
  }

  private io(app: Pick<App, 'runs'>) {
    const progress = startProgress(process.stderr, this.jsonEnabled());
    const { signal, release } = listenForInterrupt(() => process.stderr.write('\nStopping after this run.\n'));
    this.closeAtEnd(async () => release());
    return {
      signal,
      emit: progress.emit,
      kept: async (runId: string) => {
        const { showRun } = await import('../../actions/show-run.ts');
        const { reports, ...result } = await showRun(app, runId);
        await saveReport({ result, reports });
      },
    };
  }
}
