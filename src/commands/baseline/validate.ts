import { string } from '@oclif/core/args';
import { EXIT } from '../../core/errors.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import { validationView } from '../../terminal/views/validation-view.ts';

export default class BaselineValidate extends BaseCommand {
  static override summary = 'Check a baseline or a winharden.yaml, and say where something is wrong.';
  static override description =
    'Without a name it checks everything that winharden brings. Ends with 1 when there are problems.';
  static override examples = [
    '<%= config.bin %> baseline validate ./my-baseline.yaml',
    '<%= config.bin %> baseline validate ./winharden.yaml --json',
    '<%= config.bin %> baseline validate',
  ];
  static override args = {
    baseline: string({ description: 'A file of your own, or a name.', ignoreStdin: true }),
  };

  async run() {
    const { args } = await this.parse(BaselineValidate);
    const { app } = await this.openSession({});
    const { validateBaseline } = await import('../../actions/validate-baseline.ts');
    const result = await validateBaseline(app, args.baseline === undefined ? {} : { nameOrFile: args.baseline });
    if (result.problems.length > 0) process.exitCode = EXIT.failed;
    this.show((style) => validationView(result, style));
    return result;
  }
}
