import type { ChangeResult, ConfirmChanges } from '../actions/change-schedules.ts';
import { BaseCommand } from './base-command.ts';
import { askYesNo, requireAnswerable } from './confirm.ts';
import type { AwsFlagValues, Session } from './session.ts';
import { styleFor } from './style.ts';
import { scheduleChangesView, scheduleResultView } from './views/schedule-changes-view.ts';

export interface AskFlagValues extends AwsFlagValues {
  yes: boolean;
  'dry-run': boolean;
}

/** What all that changes schedules has in common: a session, what is about to be done, the question, what was done. */
export abstract class ScheduleCommand extends BaseCommand {
  protected async change(
    flags: AskFlagValues,
    act: (session: Session, confirm: ConfirmChanges) => Promise<ChangeResult>,
  ): Promise<ChangeResult> {
    const asks = !flags.yes && !flags['dry-run'];
    if (asks) requireAnswerable(process.stdin);
    const session = await this.openSession(flags);
    const result = await act(session, async (changes) => {
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
