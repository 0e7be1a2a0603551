import type { ChangeResult, ConfirmChanges } from '../actions/change-schedules.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { App, Associations } from '../core/ports.ts';
import { BaseCommand } from './base-command.ts';
import { askYesNo, requireAnswerable } from './confirm.ts';
import type { ExitName } from './exit-codes.ts';
import type { AwsFlagValues } from './session.ts';
import { styleFor } from './style.ts';
import { scheduleChangesView, scheduleResultView } from './views/schedule-changes-view.ts';
import { whereOf } from './where.ts';

export interface AskFlagValues extends AwsFlagValues {
  yes: boolean;
  'dry-run': boolean;
}

/** What all that changes schedules has in common: a session, what is about to be done, the question, what was done. */
export abstract class ScheduleCommand extends BaseCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage'];

  /** Opens the one account and Region whose schedules are meant, or the lab. Errors: OneLocation. */
  protected async openSchedules(flags: AwsFlagValues): Promise<OpenSchedules> {
    const where = whereOf(flags);
    const { app, bucket } = await this.openSession(flags);
    const { associations, ...ports } = where ? await app.within(where) : app;
    if (!associations) throw oneLocation();
    return { app: { ...ports, associations }, bucket };
  }

  protected async change(
    flags: AskFlagValues,
    act: (open: OpenSchedules, confirm: ConfirmChanges) => Promise<ChangeResult>,
  ): Promise<ChangeResult> {
    const asks = !flags.yes && !flags['dry-run'];
    if (asks) requireAnswerable(process.stdin);
    const open = await this.openSchedules(flags);
    const result = await act(open, async (changes) => {
      for (const { warnings } of changes) this.warnings.push(...warnings);
      process.stderr.write(`${scheduleChangesView(changes, styleFor(process.stderr))}\n\n`);
      return !asks || this.ask(`Do this to ${changes.length === 1 ? 'the schedule' : `${changes.length} schedules`}?`);
    });
    this.show((style) => scheduleResultView(result, style));
    return result;
  }

  protected ask(question: string): Promise<boolean> {
    return askYesNo(question, new AbortController().signal, { input: process.stdin, output: process.stderr });
  }
}

interface OpenSchedules {
  app: App & { associations: Associations };
  /** The lab's. */
  bucket: string | undefined;
}

const oneLocation = () =>
  new WinhardenError({
    code: 'OneLocation',
    message: 'a schedule lives in one account and Region, and several are named',
    suggestions: ['call it once for each: `winharden schedule apply FILE --region …` keeps the same set everywhere'],
    exit: EXIT.usage,
  });
