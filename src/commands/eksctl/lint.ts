import { writeFile } from 'node:fs/promises';
import { string } from '@oclif/core/args';
import { boolean, option } from '@oclif/core/flags';
import { EXIT, WinhardenError } from '../../core/errors.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { lintView, rulesView } from '../../terminal/views/lint-view.ts';

export default class EksctlLint extends BaseCommand {
  static override summary =
    'Check the Windows node groups of eksctl manifests, and say where something is weak or wrong.';
  static override description =
    'Each finding has its place, why it matters and how to mend it; `--rules` lists what is asked for. Node groups that are not Windows are left alone, and nothing is asked of AWS. ' +
    'A comment on or right above a line waives it: `# winharden: allow RULE the reason`.';
  static override usage =
    'eksctl lint FILE... [--fix [--dry-run]] [--fail-on error|warning|note] [--format text|json|sarif]';
  static override examples = [
    '<%= config.bin %> eksctl lint cluster.yaml',
    {
      description: 'What --fix would change, then do it; comments, order and anchors stay:',
      command:
        '<%= config.bin %> eksctl lint cluster.yaml --fix --dry-run && <%= config.bin %> eksctl lint cluster.yaml --fix',
    },
    {
      description: 'For a code host that shows findings beside the lines:',
      command: '<%= config.bin %> eksctl lint clusters/*.yaml --fail-on warning --format sarif > eksctl.sarif',
    },
    {
      description: 'From another program:',
      command: 'helm template ./cluster | <%= config.bin %> eksctl lint -',
    },
  ];
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'notCompliant'];
  /** More than one file may be given. */
  static override strict = false;
  static override args = {
    file: string({ description: 'A manifest, or `-` for standard input; more may follow.', ignoreStdin: true }),
  };
  static override flags = {
    fix: boolean({
      summary: 'Mend what can be mended without a decision of yours, in the file.',
      env: 'WINHARDEN_FIX',
    }),
    'dry-run': boolean({
      summary: 'With --fix: show the difference and write nothing.',
      env: 'WINHARDEN_DRY_RUN',
      dependsOn: ['fix'],
    }),
    'fail-on': option({
      options: ['error', 'warning', 'note'] as const,
      summary: 'End with 3 when something as grave is left that is not waived.',
      env: 'WINHARDEN_FAIL_ON',
      default: 'error',
    })(),
    format: option({
      options: ['text', 'json', 'sarif'] as const,
      summary: 'Words, the result alone as JSON, or SARIF 2.1.0.',
      env: 'WINHARDEN_LINT_FORMAT',
      default: 'text',
    })(),
    rules: boolean({ summary: 'List the rules instead.', env: 'WINHARDEN_RULES' }),
  };

  async run() {
    const { argv, flags } = await this.parse(EksctlLint);
    const files = argv.map(String);
    if (flags.rules) return this.showRules();
    if (files.length === 0) throw noFile();
    const dryRun = flags['dry-run'] === true;
    if (flags.fix && !dryRun && files.includes('-')) throw cannotWrite();
    const { app } = await this.openSession({});
    const { lintEksctl } = await import('../../actions/lint-eksctl.ts');
    const { fails } = await import('../../core/eksctl/result.ts');
    const { mendedFiles, ...result } = await lintEksctl(app, { files, fix: flags.fix });
    if (!dryRun) for (const { path, text } of mendedFiles) await writeFile(path, text);
    if (fails(result, flags['fail-on'])) process.exitCode = EXIT.notCompliant;
    if (flags.format === 'text') this.show((style) => lintView(result, { dryRun }, style));
    else {
      const { sarifOf } = await import('../../core/eksctl/sarif.ts');
      const answer = flags.format === 'sarif' ? sarifOf(result, app.version) : result;
      if (!this.jsonEnabled()) this.logJson(answer);
    }
    return result;
  }

  private async showRules() {
    const { RULES } = await import('../../core/eksctl/rules.ts');
    this.show((style) => rulesView(RULES, style));
    return { rules: RULES };
  }
}

const noFile = () =>
  new WinhardenError({
    code: 'FileNeeded',
    message: 'no manifest is named',
    suggestions: ['name a file, or - for standard input', 'see what is asked for with --rules'],
    exit: EXIT.usage,
  });

const cannotWrite = () =>
  new WinhardenError({
    code: 'CannotWrite',
    message: '--fix cannot write to standard input',
    suggestions: ['add --dry-run to see the difference, or name a file'],
    exit: EXIT.usage,
  });
