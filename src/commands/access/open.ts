import { string as argument } from '@oclif/core/args';
import { boolean, integer, string } from '@oclif/core/flags';
import { sessionArguments } from '../../core/access/session-command.ts';
import { EXIT, WinhardenError } from '../../core/errors.ts';
import { parseSelector } from '../../core/fleet/selector.ts';
import { MAY_SELECT, SELECTING } from '../../terminal/actions.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { shellQuoted } from '../../terminal/flag-text.ts';
import { awsFlags } from '../../terminal/flags.ts';

/** session-manager-plugin takes a connection up again that broke, and ends the session. */
const OF_PLUGIN = ['ssm:ResumeSession', 'ssm:TerminateSession'];

const portFlag = { helpValue: 'PORT', min: 1, max: 65_535 };

export default class AccessOpen extends BaseCommand {
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'interrupted'];
  static override actions: readonly string[] = [...SELECTING, 'ssm:StartSession', ...OF_PLUGIN];
  static override optionalActions: readonly string[] = ['ssm:GetConnectionStatus', ...MAY_SELECT];
  static override summary = 'Open a shell on a node, or bring one of its ports here, through Session Manager.';
  static override description =
    'Looks whether the node can hold a session, then starts the official command, `aws ssm start-session`, on this terminal. ' +
    'It takes the AWS CLI and session-manager-plugin on this machine, and no open port, key or password on the node.';
  static override usage = 'access open ID [--port PORT [--local-port PORT]] [--reason TEXT] [--print]';
  static override examples = [
    '<%= config.bin %> access open i-0123456789abcdef0 --reason "INC-4711: kubelet does not start"',
    {
      description: 'A port of the node on this machine:',
      command: '<%= config.bin %> access open i-0123456789abcdef0 --port 10250 --local-port 10250',
    },
    {
      description: 'Only the command, to be run elsewhere:',
      command: '<%= config.bin %> access open i-0123456789abcdef0 --print',
    },
  ];
  static override args = { id: argument({ required: true, description: 'The node, as i-… or mi-….' }) };
  static override flags = {
    port: integer({
      ...portFlag,
      summary: 'Bring this port of the node here instead of a shell.',
      env: 'WINHARDEN_PORT',
    }),
    'local-port': integer({
      ...portFlag,
      summary: 'The port of this machine that it is brought to; any without it.',
      env: 'WINHARDEN_LOCAL_PORT',
      dependsOn: ['port'],
    }),
    document: string({
      helpValue: 'NAME',
      summary: 'A Session document of your own.',
      env: 'WINHARDEN_DOCUMENT',
      exclusive: ['port'],
    }),
    reason: string({
      helpValue: 'TEXT',
      summary: 'Why; the session and CloudTrail keep it.',
      env: 'WINHARDEN_REASON',
    }),
    print: boolean({ summary: 'Print the command and do nothing.', env: 'WINHARDEN_PRINT' }),
    region: string({
      helpGroup: 'aws',
      helpValue: 'REGION',
      summary: "The Region; by default the AWS SDK's own choice.",
      env: 'WINHARDEN_REGION',
    }),
    profile: awsFlags.profile,
    lab: awsFlags.lab,
  };

  async run() {
    const { args, flags } = await this.parse(AccessOpen);
    const { print, lab, 'local-port': localPort, ...rest } = flags;
    const request = { ...rest, localPort, instanceId: args.id };
    parseSelector({ tags: [], instanceIds: [args.id] });
    if (print) {
      const command = ['aws', ...sessionArguments(request)];
      this.show(() => command.map(shellQuoted).join(' '));
      return { command };
    }
    if (lab !== undefined) throw noShells();
    if (this.jsonEnabled()) throw noJson();
    if (flags.port === undefined && !process.stdin.isTTY) throw noTerminal();
    const { app } = await this.openSession(flags);
    const { openSessionTo } = await import('../../actions/open-session.ts');
    const { region } = flags;
    return openSessionTo(region ? await app.within({ regions: [region], accounts: [] }) : app, request);
  }
}

const noShells = () =>
  new WinhardenError({
    code: 'NoShellsInLab',
    message: "the lab's nodes have no shells",
    suggestions: ['--print shows the command', 'leave out --lab (WINHARDEN_LAB) for a node of AWS'],
    exit: EXIT.usage,
  });

const noJson = () =>
  new WinhardenError({
    code: 'SessionIsNoJson',
    message: '--json has no answer while a session holds the terminal',
    suggestions: ['--print --json answers with the command'],
    exit: EXIT.usage,
  });

const noTerminal = () =>
  new WinhardenError({
    code: 'NoTerminal',
    message: 'a shell needs a terminal, and standard input is none',
    suggestions: ['start it in a terminal', 'or --print shows the command', 'or bring a port here with --port'],
    exit: EXIT.usage,
  });
