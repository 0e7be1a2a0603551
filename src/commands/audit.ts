import {
  automationFlags,
  awsFlags,
  dryRunFlag,
  policyFlags,
  resultFlags,
  targetFlags,
  waveFlags,
} from '../terminal/flags.ts';
import { FleetCommand } from '../terminal/fleet-command.ts';
import { startInput } from '../terminal/run-input.ts';

export default class Audit extends FleetCommand {
  static override summary = 'Test nodes against a baseline; changes nothing.';
  static override description =
    'The same road as apply with a document that holds no code to change anything. Ends with 3 when nodes are not compliant.';
  static override usage = 'audit --baseline NAME --tag KEY=VALUE [FLAGS]';
  static override examples = [
    {
      description: 'Try it here, against a simulated AWS:',
      command: '<%= config.bin %> audit --baseline cis-l1 --tag eks:nodegroup=windows-ng --lab',
    },
    {
      description: 'All nodes of an environment, reports in S3:',
      command: '<%= config.bin %> audit --baseline cis-l2 --tag env=prod --bucket my-reports',
    },
    {
      description: 'Several Regions in one run:',
      command: '<%= config.bin %> audit --baseline cis-l1 --tag env=prod --region eu-west-1,us-east-1',
    },
    {
      description: 'One node, as data:',
      command: '<%= config.bin %> audit --baseline eks-node --instance-id i-0123456789abcdef0 --json',
    },
  ];
  static override flags = {
    ...policyFlags,
    ...targetFlags,
    ...waveFlags,
    ...resultFlags,
    ...awsFlags,
    ...automationFlags,
    'dry-run': dryRunFlag,
  };

  protected readonly changesNodes = false;

  async run() {
    const { flags } = await this.parse(Audit);
    return this.runFleet(flags, async ({ app, bucket }, io) => {
      const { startRun } = await import('../actions/start-run.ts');
      return startRun(app, startInput('audit', flags, bucket), io);
    });
  }
}
