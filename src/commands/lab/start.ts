import { once } from 'node:events';
import { BaseCommand } from '../../terminal/base-command.ts';
import { labFlags } from '../../terminal/flags.ts';
import { listenForInterrupt } from '../../terminal/interrupt.ts';
import { labOptions } from '../../terminal/lab-options.ts';
import { labView } from '../../terminal/views/lab-view.ts';

export default class LabStart extends BaseCommand {
  static override summary = 'Start a simulated AWS with Windows nodes on this machine, until Ctrl-C.';
  static override description =
    'Serves SSM, S3, EC2 and STS on 127.0.0.1 for winharden, the AWS CLI and any AWS SDK, and prints the environment that points them to it. ' +
    '`--lab` on a command starts the same in its own process; the environment variables below hold there too.';
  static override examples = [
    '<%= config.bin %> lab start --nodes 12 --seed 7 --port 4510',
    {
      description: 'Keep its state, and have some nodes misbehave:',
      command: '<%= config.bin %> lab start --state ./lab --fault offline=0.2 --fault throttling',
    },
    {
      description: 'Spread the nodes over two Regions and another account:',
      command:
        '<%= config.bin %> lab start --location eu-central-1 --location us-east-1 --location 210987654321/us-east-1',
    },
  ];
  static override flags = labFlags;

  async run() {
    const { flags } = await this.parse(LabStart);
    const { startLab } = await import('../../lab/index.ts');
    const lab = await startLab(labOptions(flags));
    this.closeAtEnd(() => lab.close());
    const interrupt = listenForInterrupt(() => {});
    this.closeAtEnd(async () => interrupt.release());
    const { endpoint, env, unset, bucket, driver, home } = lab;
    if (this.jsonEnabled())
      this.logJson(this.toSuccessJson({ endpoint, env, unset, bucket, driver, home: home ?? null }));
    this.show((style) => labView(lab, style));
    await once(interrupt.signal, 'abort');
  }
}
