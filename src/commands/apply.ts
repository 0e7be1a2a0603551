import {
  automationFlags,
  awsFlags,
  changeFlags,
  dryRunFlag,
  maxChangesFlag,
  policyFlags,
  resultFlags,
  targetFlags,
  waveFlags,
} from '../terminal/flags.ts';
import { FleetCommand } from '../terminal/fleet-command.ts';
import { startInput } from '../terminal/run-input.ts';

export default class Apply extends FleetCommand {
  static override summary = 'Bring nodes to a baseline, wave by wave.';
  static override description =
    'Publishes the baseline as an SSM document, shows the plan and asks, then sends it in waves: first a canary, then growing batches. ' +
    'Each node backs up what it will change, changes what differs, tests again, and puts everything back if one of its vital services is lost. ' +
    'A wave that fails stops the run. The result of each node comes from its own verified report.';
  static override usage = 'apply --baseline NAME --tag KEY=VALUE [FLAGS]';
  static override examples = [
    {
      description: 'Try it here, against a simulated AWS whose state stays in a folder:',
      command: '<%= config.bin %> apply --baseline cis-l1 --tag eks:nodegroup=windows-ng --lab ./lab --yes',
    },
    {
      description: 'Harden the Windows nodes of an EKS node group, reports in S3:',
      command: '<%= config.bin %> apply --baseline cis-l1 --tag eks:nodegroup=windows-ng --bucket my-reports',
    },
    {
      description: 'See what would be done:',
      command: '<%= config.bin %> apply --baseline cis-l1 --tag env=prod --dry-run',
    },
    {
      description: 'Two Regions of two accounts in one run:',
      command:
        '<%= config.bin %> apply --baseline cis-l1 --tag env=prod --region eu-west-1,us-east-1 --account 111122223333,444455556666 --role-name winharden',
    },
    {
      description: 'An organisation, sent by Systems Manager Automation:',
      command:
        '<%= config.bin %> apply --baseline cis-l1 --tag env=prod --account "$ACCOUNTS" --role-name winharden-reader --via automation --bucket my-reports',
    },
    {
      description: 'In a pipeline, ten nodes at a time:',
      command: '<%= config.bin %> apply --baseline cis-l1 --tag env=prod --wave-size 10 --yes --json',
    },
  ];
  static override flags = {
    ...policyFlags,
    ...targetFlags,
    ...waveFlags,
    ...resultFlags,
    ...awsFlags,
    ...automationFlags,
    ...changeFlags,
    'max-changes': maxChangesFlag,
    'dry-run': dryRunFlag,
  };

  protected readonly changesNodes = true;

  async run() {
    const { flags } = await this.parse(Apply);
    return this.runFleet(flags, async ({ app, bucket }, io) => {
      const { startRun } = await import('../actions/start-run.ts');
      return startRun(app, startInput('apply', flags, bucket), io);
    });
  }
}
