import { integer, string } from '@oclif/core/flags';
import { awsFlags } from '../../../terminal/flags.ts';
import { InspectorCommand } from '../../../terminal/inspector-command.ts';
import { cisScanListView } from '../../../terminal/views/cis-scan-list-view.ts';

export default class InspectorCisScanList extends InspectorCommand {
  static override actions = ['inspector2:BatchGetAccountStatus', 'inspector2:ListCisScans'];
  static override summary = 'List the CIS scans of Amazon Inspector, the newest first.';
  static override usage = 'inspector cis-scan list [--name TEXT] [--since DAY]';
  static override examples = [
    '<%= config.bin %> inspector cis-scan list',
    '<%= config.bin %> inspector cis-scan list --name nightly --since 2027-01-01 --json',
  ];
  static override flags = {
    name: string({
      helpValue: 'TEXT',
      summary: 'Only those whose name begins so.',
      env: 'WINHARDEN_NAME',
    }),
    since: string({ helpValue: 'DAY', summary: 'Only those since this day (UTC).', env: 'WINHARDEN_SINCE' }),
    limit: integer({
      helpValue: 'N',
      summary: 'At most so many.',
      env: 'WINHARDEN_LIMIT',
      min: 1,
      max: 10_000,
      default: 50,
    }),
    ...awsFlags,
  };

  async run() {
    const { flags } = await this.parse(InspectorCisScanList);
    const app = await this.openInspector(flags);
    const { listCisScans } = await import('../../../actions/list-cis-scans.ts');
    const { name, since, limit } = flags;
    const listed = await listCisScans(app, {
      ...(name !== undefined && { name }),
      ...(since !== undefined && { since }),
      limit,
    });
    this.show((style) => cisScanListView(listed, style));
    return listed;
  }
}
