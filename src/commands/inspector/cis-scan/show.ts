import { string } from '@oclif/core/args';
import { boolean, option, string as text } from '@oclif/core/flags';
import { EXIT } from '../../../core/errors.ts';
import { pairsCsv } from '../../../core/inspector/pairs-csv.ts';
import type { ExitName } from '../../../terminal/exit-codes.ts';
import { awsFlags, pastFlags } from '../../../terminal/flags.ts';
import { InspectorCommand } from '../../../terminal/inspector-command.ts';
import { cisScanShowView } from '../../../terminal/views/cis-scan-show-view.ts';

export default class InspectorCisScanShow extends InspectorCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'notCompliant'];
  static override actions = [
    'inspector2:BatchGetAccountStatus',
    'inspector2:GetCisScanResultDetails',
    'inspector2:ListCisScanResultsAggregatedByChecks',
    'inspector2:ListCisScanResultsAggregatedByTargetResource',
    'inspector2:ListCisScans',
    's3:GetObject',
    's3:ListBucket',
  ];
  static override summary = "Show a CIS scan of Amazon Inspector beside winharden's own audit, control by control.";
  static override description =
    'The scan by node and by check, and each control on each node as both see it: they agree, they differ, or one alone judges it, with ' +
    'the reason: waived, changed between the two, another level or version of the benchmark, another value. The newest run of ' +
    'cis-l1 or cis-l2 that knows the nodes is taken, of this machine and with --bucket of S3; --run names another. ' +
    'Shows what differs; --all everything.';
  static override usage =
    'inspector cis-scan show SCAN [--run ID] [--bucket NAME] [--all] [--fail-on differ] [--format text|csv]';
  static override examples = [
    {
      description: 'By its name, or the beginning of its id from `inspector cis-scan list`:',
      command: '<%= config.bin %> inspector cis-scan show nightly',
    },
    '<%= config.bin %> inspector cis-scan show 1a2b3c4d --run 20270131T101500Z-a1b2c3',
    {
      description: 'Everything for a spreadsheet:',
      command: '<%= config.bin %> inspector cis-scan show nightly --all --format csv > side-by-side.csv',
    },
    {
      description: 'In a pipeline; ends with 3 where the two differ:',
      command: '<%= config.bin %> inspector cis-scan show nightly --fail-on differ --json',
    },
  ];
  static override args = {
    scan: string({
      description: 'The scan: its name, ARN, id or the beginning of that.',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    run: text({
      helpValue: 'ID',
      summary: 'The run to put beside it, from `winharden run list`.',
      env: 'WINHARDEN_RUN',
    }),
    all: boolean({ summary: 'What agrees too, and checks that every node passed.', env: 'WINHARDEN_ALL' }),
    format: option({
      options: ['text', 'csv'] as const,
      summary: 'How to show it; csv has a line for each control and node.',
      env: 'WINHARDEN_FORMAT',
      default: 'text',
    })(),
    'fail-on': option({
      options: ['differ'] as const,
      summary: 'End with 3 where the two differ.',
      env: 'WINHARDEN_FAIL_ON',
    })(),
    ...pastFlags,
    ...awsFlags,
  };

  async run() {
    const { args, flags } = await this.parse(InspectorCisScanShow);
    const app = await this.openInspector(flags);
    const { showCisScan } = await import('../../../actions/show-cis-scan.ts');
    const { run, bucket, prefix, all } = flags;
    const shown = await showCisScan(app, {
      scan: args.scan,
      ...(run !== undefined && { runId: run }),
      ...(bucket && { place: { bucket, prefix: prefix.replace(/^\/+|\/+$/g, '') } }),
      all,
    });
    const { scan, sideBySide } = shown;
    if (scan.status === 'IN_PROGRESS')
      this.warn('The scan has not ended: nodes that are still being scanned are missing.');
    if (!sideBySide)
      this.warn(
        'No run of cis-l1 or cis-l2 knows these nodes: there is nothing to put beside it. `winharden audit --baseline cis-l1` makes one.',
      );
    if (flags['fail-on'] === 'differ' && (sideBySide?.counts.differ ?? 0) > 0) process.exitCode = EXIT.notCompliant;
    this.show((style) =>
      flags.format === 'csv' ? pairsCsv(sideBySide?.pairs ?? []).trimEnd() : cisScanShowView(shown, all, style),
    );
    return shown;
  }
}
