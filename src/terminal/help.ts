import { CommandHelp, Help } from '@oclif/core/help';
import { type ExitName, exitCodeRows } from './exit-codes.ts';

class CommandHelpWithExitCodes extends CommandHelp {
  protected override sections() {
    const names = (this.command as { exitCodes?: ExitName[] }).exitCodes ?? [];
    const header = 'EXIT CODES';
    return [...super.sections(), { header, generate: () => [{ header, body: exitCodeRows(names) }] }];
  }
}

/** oclif's help, and what each exit code of the command means. */
export default class WinhardenHelp extends Help {
  protected override CommandHelpClass = CommandHelpWithExitCodes;
}
