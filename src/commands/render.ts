import { writeFile } from 'node:fs/promises';
import { option, string } from '@oclif/core/flags';
import { BaseCommand } from '../terminal/base-command.ts';
import { policyFlags } from '../terminal/flags.ts';
import { policyChoice } from '../terminal/run-input.ts';
import { renderView } from '../terminal/views/render-view.ts';

export default class Render extends BaseCommand {
  static override summary = 'Print the SSM document or PowerShell script that nodes would run.';
  static override description =
    'The script runs by itself with `powershell.exe -File` and prints what a node prints under SSM. The same plan always gives the same bytes.';
  static override usage =
    'render --baseline NAME [--operation audit|apply|rollback] [--format ssm-yaml|ssm-json|ps1] [--out FILE]';
  static override examples = [
    {
      description: 'The document that apply publishes:',
      command: '<%= config.bin %> render --baseline cis-l1 --operation apply',
    },
    {
      description: 'A script for an image pipeline:',
      command: '<%= config.bin %> render --baseline cis-l1 --operation apply --format ps1 --out harden.ps1',
    },
  ];
  static override flags = {
    ...policyFlags,
    operation: option({
      options: ['audit', 'apply', 'rollback'] as const,
      summary: 'What it does on a node.',
      env: 'WINHARDEN_OPERATION',
      default: 'audit',
    })(),
    format: option({
      options: ['ssm-yaml', 'ssm-json', 'ps1'] as const,
      summary: 'An SSM document, or the script alone.',
      env: 'WINHARDEN_RENDER_FORMAT',
      default: 'ssm-yaml',
    })(),
    out: string({ helpValue: 'FILE', summary: 'Write it here instead of to stdout.', env: 'WINHARDEN_OUT' }),
  };

  async run() {
    const { flags } = await this.parse(Render);
    const { app } = await this.openSession({});
    const { operation, format, out } = flags;
    const { renderDocument } = await import('../actions/render-document.ts');
    const { warnings, ...rendered } = await renderDocument(app, { ...policyChoice(flags), operation, format });
    for (const warning of warnings) this.warn(warning);
    if (out) await writeFile(out, rendered.text);
    this.show((style) => renderView(rendered, out, style));
    return { ...rendered, operation, format, out: out ?? null };
  }
}
