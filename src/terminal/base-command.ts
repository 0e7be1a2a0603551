import { Command } from '@oclif/core/command';
import { printableJson, printableLine } from '../core/present/printable.ts';
import type { ExitName } from './exit-codes.ts';
import { readableLab } from './lab-flag.ts';
import { reportError } from './report-error.ts';
import type { AwsFlagValues, Session } from './session.ts';
import { type Style, styleFor } from './style.ts';

/**
 * What all commands have in common: `--json` answers one document, and exit codes are the same with and without it.
 * (oclif by itself answers 1 where `--json` is given, and prints its parser's state.)
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;
  /** The codes that the command may end with; the section EXIT CODES of its help. */
  static exitCodes: readonly ExitName[] = ['done', 'failed', 'usage'];
  /** The IAM actions that its requests to AWS need, as `ssm:SendCommand`; none of sts:GetCallerIdentity, which needs no permission. */
  static actions: readonly string[] = [];
  /** Those besides that may be missing: only certain flags need them, or winharden goes on without and says what is lost. */
  static optionalActions: readonly string[] = [];

  protected readonly warnings: string[] = [];
  private readonly closers: (() => Promise<void>)[] = [];

  /** Has something closed when the command ends, however it ends; the last comes first. */
  protected closeAtEnd(close: () => Promise<void>): void {
    this.closers.unshift(close);
  }

  /** Opens AWS, or the lab that `--lab` asks for, until the command ends. */
  protected async openSession(flags: AwsFlagValues): Promise<Session> {
    const { openSession } = await import('./session.ts');
    const session = await openSession(flags, (text) => process.stderr.write(`${printableLine(text)}\n`));
    this.closeAtEnd(session.close);
    return session;
  }

  /** Prints a view on stdout, unless `--json` was given. */
  protected show(view: (style: Style) => string): void {
    if (!this.jsonEnabled()) process.stdout.write(`${view(styleFor(process.stdout))}\n`);
  }

  /** A warning stands on stderr in words, or in the answer's `warnings`. */
  override warn(warning: string | Error): string | Error {
    const text = typeof warning === 'string' ? warning : warning.message;
    this.warnings.push(text);
    if (!this.jsonEnabled())
      process.stderr.write(`${styleFor(process.stderr)('warn', 'Warning:')} ${printableLine(text)}\n`);
    return warning;
  }

  protected override async init(): Promise<void> {
    await super.init();
    this.argv = readableLab(this.argv);
  }

  protected override async catch(error: unknown): Promise<void> {
    const help = `${this.config.bin} ${this.id?.replaceAll(':', ' ')} --help`;
    process.exitCode = reportError(error, { json: this.jsonEnabled(), help });
  }

  protected override async finally(): Promise<void> {
    for (const close of this.closers) await close();
  }

  override logJson(document: unknown): void {
    process.stdout.write(`${printableJson(document)}\n`);
  }

  protected override toSuccessJson(result: unknown) {
    return { status: Number(process.exitCode ?? 0), result, warnings: this.warnings };
  }
}
