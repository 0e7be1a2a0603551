import { boolean, option, string } from '@oclif/core/flags';
import { COMPLIANCE_TARGETS } from '../../core/compliance/result.ts';
import { EXIT } from '../../core/errors.ts';
import { MAY_ENTER } from '../../terminal/actions.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { awsFlags } from '../../terminal/flags.ts';
import { startProgress } from '../../terminal/progress.ts';
import { complianceView } from '../../terminal/views/compliance-view.ts';
import { whereOf } from '../../terminal/where.ts';

export default class CompliancePut extends BaseCommand {
  static override summary = 'Show what a run found in Systems Manager Compliance and in Security Hub.';
  static override description =
    'To ssm: each node gets a list of compliance items of the type Custom:WinHarden in place of the one that it had. ' +
    'To security-hub: each control that a node does not meet is an active finding; one that is met again is archived. ' +
    "Both go to the node's own account and Region. Doing it again changes nothing; put runs in their order. " +
    'Nodes without a trustworthy report keep what they had.';
  static override usage = 'compliance put --run ID --to ssm|security-hub [--dry-run]';
  static override examples = [
    {
      description: 'To Systems Manager:',
      command: '<%= config.bin %> compliance put --run 20270131T101500Z-a1b2c3 --to ssm',
    },
    {
      description: 'To both; first look at how much that is:',
      command: '<%= config.bin %> compliance put --run 20270131T101500Z-a1b2c3 --to ssm --to security-hub --dry-run',
    },
    {
      description: 'Ask Systems Manager which nodes are not compliant:',
      command:
        'aws ssm list-resource-compliance-summaries --filters Key=ComplianceType,Values=Custom:WinHarden Key=Status,Values=NON_COMPLIANT',
    },
  ];
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'partly'];
  static override optionalActions: readonly string[] = [
    'ssm:ListResourceComplianceSummaries',
    'ssm:PutComplianceItems',
    'securityhub:GetFindings',
    'securityhub:BatchImportFindings',
    ...MAY_ENTER,
  ];
  static override flags = {
    run: string({
      helpValue: 'ID',
      summary: 'The audit or apply, from `winharden run list`.',
      env: 'WINHARDEN_RUN',
      required: true,
    }),
    to: option({
      options: COMPLIANCE_TARGETS,
      summary: 'Systems Manager Compliance, Security Hub; repeat for both.',
      env: 'WINHARDEN_COMPLIANCE_TO',
      multiple: true,
      multipleNonGreedy: true,
      required: true,
    })(),
    'dry-run': boolean({
      summary: 'Look at what stands there and count what would be sent; nothing is.',
      env: 'WINHARDEN_DRY_RUN',
    }),
    ...awsFlags,
  };

  async run() {
    const { flags } = await this.parse(CompliancePut);
    const { app } = await this.openSession(flags);
    const { putCompliance } = await import('../../actions/put-compliance.ts');
    const { whereItWas } = await import('../../actions/where-it-was.ts');
    const there = await whereItWas(app, flags.run, whereOf(flags));
    const { emit } = startProgress(process.stderr, false);
    const told = await putCompliance(there, {
      runId: flags.run,
      to: flags.to,
      dryRun: flags['dry-run'] === true,
      emit,
    });
    if (told.failures.length > 0) process.exitCode = EXIT.partly;
    this.show((style) => complianceView(told, style));
    return told;
  }
}
