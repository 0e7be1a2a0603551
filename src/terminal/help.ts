import { CommandHelp, Help } from '@oclif/core/help';
import { type ExitName, exitCodeRows } from './exit-codes.ts';

class CommandHelpWithExitCodes extends CommandHelp {
  protected override sections() {
    const names = (this.command as { exitCodes?: ExitName[] }).exitCodes ?? [];
    const header = 'EXIT CODES';
    const exitCodes = { header, generate: () => [{ header, body: exitCodeRows(names) }] };
    return [...super.sections(), exitCodes, ...this.permissions()];
  }

  private permissions() {
    const { actions = [], optionalActions = [] } = this.command as { actions?: string[]; optionalActions?: string[] };
    const header = 'PERMISSIONS';
    const rows: [string, string][] = [
      ['needed', actions.join(', ')],
      ['may be missing', optionalActions.join(', ')],
    ];
    const body = rows.filter(([, names]) => names !== '');
    return body.length > 0 ? [{ header, generate: () => [{ header, body }] }] : [];
  }
}

/** oclif's help, and what each exit code of the command means. */
export default class WinhardenHelp extends Help {
  protected override CommandHelpClass = CommandHelpWithExitCodes;
}
