import { boolean, integer, option } from '@oclif/core/flags';
import { EXIT } from '../../core/errors.ts';
import { postureCsv } from '../../core/posture/csv.ts';
import { FLAGS, type FlagId } from '../../core/posture/model.ts';
import { ORDERS } from '../../core/posture/order.ts';
import { MAY_ASK_ROLES, MAY_ENTER, MAY_READ, MAY_SELECT, SELECTING } from '../../terminal/actions.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import type { ExitName } from '../../terminal/exit-codes.ts';
import { awsFlags, listOf, pastFlags, targetFlags } from '../../terminal/flags.ts';
import { RELEASE_NAMES } from '../../terminal/releases.ts';
import { rawSelectorOf } from '../../terminal/run-input.ts';
import { nodeListView } from '../../terminal/views/node-list-view.ts';
import { whereOf } from '../../terminal/where.ts';

export default class NodeList extends BaseCommand {
  static override summary =
    'List Windows nodes: image, age, agent, last score, and what is wrong with how they were made.';
  static override description =
    'All Windows nodes of the account and Region, or those that are named; also instances that Systems Manager does not manage. ' +
    'Flags an image older than --max-age days or no longer visible, one that is not the latest EKS optimised image, the Full edition ' +
    'on an EKS worker, a key pair, ports of Remote Desktop, WinRM and SSH that security groups open, no instance profile for Systems ' +
    'Manager, and instance metadata without tokens. Changes nothing. What you may not ask is unknown, and a warning says which permission it takes.';
  static override usage = 'node list [--tag KEY=VALUE] [--max-age DAYS] [--fail-on FLAG[,FLAG]|any] [--bucket NAME]';
  static override examples = [
    '<%= config.bin %> node list',
    {
      description: 'One node group, the oldest images first, with the runs that others left in the bucket:',
      command: '<%= config.bin %> node list --tag eks:nodegroup=windows-ng --sort image-age --bucket my-results',
    },
    {
      description: 'In a pipeline: ends with 3 where a node can be reached by RDP or has an image older than a month.',
      command: '<%= config.bin %> node list --max-age 30 --fail-on rdp-reachable,old-image',
    },
    {
      description: 'For a spreadsheet:',
      command: '<%= config.bin %> node list --format csv > nodes.csv',
    },
  ];
  static override exitCodes: readonly ExitName[] = ['done', 'failed', 'usage', 'notCompliant'];
  static override actions: readonly string[] = SELECTING;
  static override optionalActions: readonly string[] = [
    'ec2:DescribeImages',
    'ec2:DescribeSecurityGroups',
    'eks:DescribeCluster',
    'ssm:GetParameters',
    ...MAY_SELECT,
    ...MAY_ASK_ROLES,
    ...MAY_READ,
    ...MAY_ENTER,
  ];
  static override flags = {
    ...targetFlags,
    release: option({
      helpGroup: 'target',
      options: RELEASE_NAMES,
      summary: 'Only this Windows Server release; repeat for several.',
      env: 'WINHARDEN_RELEASE',
      multiple: true,
      multipleNonGreedy: true,
    })(),
    'max-age': integer({
      helpValue: 'DAYS',
      summary: 'After how many days an image is old.',
      env: 'WINHARDEN_MAX_AGE',
      min: 0,
      default: 45,
    }),
    'fail-on': option({
      options: ['any', ...FLAGS] as const,
      helpValue: 'FLAG[,FLAG]|any',
      summary: `End with 3 where a node has one of these flags: ${FLAGS.join(', ')}; or any of them.`,
      env: 'WINHARDEN_FAIL_ON',
      multiple: true,
      delimiter: ',',
    })(),
    sort: option({
      options: ORDERS,
      summary: 'What comes first: most flags, oldest image or start, oldest agent, run or lowest score.',
      env: 'WINHARDEN_SORT',
      default: 'flags',
    })(),
    reverse: boolean({ summary: 'The other way round.', env: 'WINHARDEN_REVERSE' }),
    format: option({
      options: ['text', 'csv'] as const,
      summary: 'How to show it.',
      env: 'WINHARDEN_FORMAT',
      default: 'text',
    })(),
    ...pastFlags,
    ...awsFlags,
  };

  async run() {
    const { flags } = await this.parse(NodeList);
    const where = whereOf(flags);
    const session = await this.openSession(flags);
    const app = where ? await session.app.within(where) : session.app;
    const bucket = flags.bucket ?? session.bucket;
    const { listNodes } = await import('../../actions/list-nodes.ts');
    const { warnings, ...list } = await listNodes(app, {
      selector: rawSelectorOf(flags),
      releases: listOf(flags.release),
      maxAge: flags['max-age'],
      order: flags.sort,
      ...(bucket !== undefined && { place: { bucket, prefix: flags.prefix.replace(/^\/+|\/+$/g, '') } }),
    });
    if (flags.reverse) list.nodes.reverse();
    for (const warning of warnings) this.warn(warning);
    const isGate = (id: FlagId) => flags['fail-on']?.some((each) => each === 'any' || each === id) === true;
    const failed = FLAGS.filter((id) => list.flags[id] && isGate(id));
    const open = list.undecided.filter(isGate);
    if (open.length > 0) this.warn(`--fail-on cannot tell whether any node has ${open.join(', ')}`);
    if (failed.length + open.length > 0) process.exitCode = failed.length > 0 ? EXIT.notCompliant : EXIT.failed;
    if (flags.format === 'csv') this.show(() => postureCsv(list.nodes).trimEnd());
    else this.show((style) => nodeListView(list, style));
    return { ...list, failed };
  }
}
