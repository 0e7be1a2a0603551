import { option, string } from '@oclif/core/flags';
import { BaseCommand } from '../../terminal/base-command.ts';
import { listOf } from '../../terminal/flags.ts';
import { writtenView } from '../../terminal/views/written-view.ts';
import { writeNew } from '../../terminal/write-new.ts';

export default class BaselineInit extends BaseCommand {
  static override summary = 'Make a commented file to start from: a baseline of your own, or a winharden.yaml.';
  static override description =
    'It is valid as it is. Editors that know the YAML language server complete and explain every key.';
  static override examples = [
    {
      description: 'A baseline that holds nodes to CIS Level 1 and says where yours differ:',
      command: '<%= config.bin %> baseline init --extends cis-l1 --as our-servers --out our-servers.yaml',
    },
    {
      description: 'Site values, waivers and accepted risks:',
      command: '<%= config.bin %> baseline init --kind config --out winharden.yaml',
    },
  ];
  static override flags = {
    kind: option({
      options: ['baseline', 'config'] as const,
      summary: 'A baseline, or a winharden.yaml.',
      env: 'WINHARDEN_KIND',
      default: 'baseline',
    })(),
    extends: string({
      helpValue: 'NAME',
      summary: 'The baseline to extend, cis-l1 without it; repeat for several.',
      env: 'WINHARDEN_EXTENDS',
      multiple: true,
      multipleNonGreedy: true,
    }),
    as: string({ helpValue: 'NAME', summary: "The baseline's name.", env: 'WINHARDEN_AS' }),
    out: string({
      helpValue: 'FILE',
      summary: 'Write it here instead of to stdout; a file that is there stays as it is.',
      env: 'WINHARDEN_OUT',
    }),
  };

  async run() {
    const { flags } = await this.parse(BaselineInit);
    const { app } = await this.openSession({});
    const { initPolicy } = await import('../../actions/init-policy.ts');
    const { kind, as: name, out } = flags;
    const starter = await initPolicy(app, { kind, bases: listOf(flags.extends), ...(name !== undefined && { name }) });
    if (out) await writeNew(out, starter.text);
    this.show((style) => writtenView(starter.text, out, `check it with winharden baseline validate ${out}`, style));
    return { ...starter, out: out ?? null };
  }
}
