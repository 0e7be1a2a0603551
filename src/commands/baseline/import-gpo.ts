import { writeFile } from 'node:fs/promises';
import { string } from '@oclif/core/args';
import { boolean, string as stringFlag } from '@oclif/core/flags';
import { BaseCommand } from '../../terminal/base-command.ts';
import { listOf } from '../../terminal/flags.ts';
import { importView } from '../../terminal/views/import-view.ts';

export default class BaselineImportGpo extends BaseCommand {
  static override summary =
    'Make a baseline of Group Policy backups, such as those of the Security Compliance Toolkit.';
  static override description =
    'Settings that winharden knows keep its words; what no baseline can say is listed, in the file too. Two GPOs that want different values of one setting are an error: choose with --gpo.';
  static override examples = [
    {
      description: "One GPO of Microsoft's archive:",
      command:
        '<%= config.bin %> baseline import-gpo "./Windows Server 2022 Security Baseline.zip" --gpo "MSFT Windows Server 2022 - Member Server" --out ms-2022.yaml',
    },
    {
      description: 'For hosts that are in no domain, such as EKS nodes:',
      command:
        '<%= config.bin %> baseline import-gpo ./gpo-backup --as our-servers --standalone --out our-servers.yaml',
    },
  ];
  static override args = {
    path: string({
      description: 'A folder with GPO backups, or a zip archive of one.',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    as: stringFlag({
      helpValue: 'NAME',
      summary: "The baseline's name; without it made from the GPO's.",
      env: 'WINHARDEN_AS',
    }),
    gpo: stringFlag({
      helpValue: 'NAME',
      summary: 'Only this GPO, by its display name; repeat for several.',
      env: 'WINHARDEN_GPO',
      multiple: true,
      multipleNonGreedy: true,
    }),
    standalone: boolean({
      summary: 'For hosts in no domain: do not refuse local accounts that come over the network.',
      env: 'WINHARDEN_STANDALONE',
    }),
    out: stringFlag({ helpValue: 'FILE', summary: 'Write it here instead of to stdout.', env: 'WINHARDEN_OUT' }),
  };

  async run() {
    const { args, flags } = await this.parse(BaselineImportGpo);
    const { app } = await this.openSession({});
    const { importGpo } = await import('../../actions/import-gpo.ts');
    const { warnings, ...imported } = await importGpo(app, {
      path: args.path,
      gpos: listOf(flags.gpo),
      standalone: flags.standalone,
      ...(flags.as !== undefined && { name: flags.as }),
    });
    for (const warning of warnings) this.warn(warning);
    const lost = imported.unsupported.length;
    if (!flags.out && lost > 0) this.warn(`${lost} things could not be imported; the comments at the end name them.`);
    if (flags.out) await writeFile(flags.out, imported.text);
    this.show((style) => importView(imported, flags.out, style));
    return { ...imported, out: flags.out ?? null };
  }
}
