import { option, string } from '@oclif/core/flags';
import { EXIT } from '../core/errors.ts';
import type { ExitName } from '../terminal/exit-codes.ts';
import { flagText } from '../terminal/flag-text.ts';
import { listOf, pastAwsFlags, pastFlags } from '../terminal/flags.ts';
import { PastCommand } from '../terminal/past-command.ts';
import { driftView } from '../terminal/views/drift-view.ts';

export default class Drift extends PastCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'notCompliant'];
  static override summary = 'Show controls that were met in an earlier run and are not now.';
  static override description =
    'Compares what each node said last with what it said in the runs before, baseline by baseline: what drifted, from which value to ' +
    'which, and since when; nodes that are new, gone or silent. What is waived or does not apply any more, and what a rollback put back, ' +
    'is told and is no drift. Reads only what runs left, on this machine and with --bucket in S3; asks no node.';
  static override usage = 'drift [--run ID] [--since RUN|DAY] [--baseline NAME] [--bucket NAME] [--fail-on drift]';
  static override examples = [
    '<%= config.bin %> drift',
    {
      description: 'Since a day, of one baseline, with the runs that others left in the bucket:',
      command: '<%= config.bin %> drift --baseline cis-l1 --since 2027-01-01 --bucket my-results',
    },
    {
      description: 'Between two runs, on the nodes of the later:',
      command: '<%= config.bin %> drift --since 20270130T101500Z-a1b2c3 --run 20270131T101500Z-d4e5f6',
    },
    {
      description: 'In a pipeline, after an audit: ends with 3 where something drifted.',
      command: '<%= config.bin %> drift --fail-on drift --json',
    },
  ];
  static override flags = {
    run: string({
      helpValue: 'ID',
      summary: 'As of this run, of its nodes; without it by what each node said last.',
      env: 'WINHARDEN_RUN',
    }),
    since: string({
      helpValue: 'RUN|DAY',
      summary: 'The earliest run, or day (UTC), that is looked at; by default 30 days before.',
      env: 'WINHARDEN_SINCE',
    }),
    baseline: string({
      helpValue: 'NAME',
      summary: 'Only of this baseline; repeat for several.',
      env: 'WINHARDEN_BASELINE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'fail-on': option({
      options: ['drift'] as const,
      summary: 'End with 3 where something drifted.',
      env: 'WINHARDEN_FAIL_ON',
    })(),
    ...pastFlags,
    ...pastAwsFlags,
  };

  async run() {
    const { flags } = await this.parse(Drift);
    const { run, since, profile, lab } = flags;
    const { app, place } = await this.openPast(flags);
    const { showDrift } = await import('../actions/show-drift.ts');
    const result = await showDrift(app, {
      ...(run !== undefined && { runId: run }),
      ...(since !== undefined && { since }),
      baselines: listOf(flags.baseline),
      ...(place && { place }),
    });
    for (const { baseline, runs } of result.baselines) {
      if (runs.length === 1)
        this.warn(`There is only one run of ${baseline} since ${result.since}: nothing to compare it with.`);
    }
    const drifted = result.baselines.some(({ drifted }) => drifted.length > 0);
    if (flags['fail-on'] === 'drift' && drifted) process.exitCode = EXIT.notCompliant;
    this.show((style) => driftView(result, flagText({ profile, lab }), style));
    return result;
  }
}
