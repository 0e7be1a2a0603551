import { string } from '@oclif/core/flags';
import { BaseCommand } from '../../terminal/base-command.ts';
import { keptLabFlag, listOf } from '../../terminal/flags.ts';
import { openKeptRuns } from '../../terminal/kept-runs.ts';
import { writtenView } from '../../terminal/views/written-view.ts';
import { writeNew } from '../../terminal/write-new.ts';

export default class WaiverSuggest extends BaseCommand {
  static override summary = 'Propose waivers for what the nodes of a run do not meet, as a winharden.yaml.';
  static override description =
    'Each proposal says what was found and where. Their reasons are yours to write: until then the file is refused.';
  static override usage = 'waiver suggest --run ID [--node ID] [--control PATTERN] [--out FILE]';
  static override examples = [
    '<%= config.bin %> waiver suggest --run 20270131T101500Z-a1b2c3 --owner platform --expires 2027-06-30 --out winharden.yaml',
    {
      description: 'One section of the benchmark on one node:',
      command: '<%= config.bin %> waiver suggest --run 20270131T101500Z-a1b2c3 --control "18.10.*" --node web-1',
    },
  ];
  static override flags = {
    run: string({
      helpValue: 'ID',
      summary: 'The audit or apply, from `winharden run list`.',
      env: 'WINHARDEN_RUN',
      required: true,
    }),
    node: string({
      helpValue: 'ID',
      summary: 'Only this node, by its id or name; repeat for several.',
      env: 'WINHARDEN_NODE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    control: string({
      helpValue: 'PATTERN',
      summary: 'Only this control, or those that begin so with a * at the end; repeat for several.',
      env: 'WINHARDEN_CONTROL',
      multiple: true,
      multipleNonGreedy: true,
    }),
    owner: string({ helpValue: 'NAME', summary: 'Who answers for them.', env: 'WINHARDEN_OWNER' }),
    ticket: string({ helpValue: 'ID', summary: 'Where they are decided.', env: 'WINHARDEN_TICKET' }),
    expires: string({ helpValue: 'YYYY-MM-DD', summary: 'Their last day.', env: 'WINHARDEN_EXPIRES' }),
    out: string({
      helpValue: 'FILE',
      summary: 'Write it here instead of to stdout; a file that is there stays as it is.',
      env: 'WINHARDEN_OUT',
    }),
    lab: keptLabFlag,
  };

  async run() {
    const { flags } = await this.parse(WaiverSuggest);
    const { run, owner, ticket, expires, out } = flags;
    const { suggestWaivers } = await import('../../actions/suggest-waivers.ts');
    const suggestion = await suggestWaivers(await openKeptRuns(flags.lab), {
      runId: run,
      nodes: listOf(flags.node),
      controls: listOf(flags.control),
      ...(owner !== undefined && { owner }),
      ...(ticket !== undefined && { ticket }),
      ...(expires !== undefined && { expires }),
    });
    const { proposals, text } = suggestion;
    if (out) await writeNew(out, text);
    if (proposals.length === 0) this.warn('Nothing to waive: every control that was looked at is as required.');
    const next = `${proposals.length} proposals, each in want of a reason`;
    this.show((style) => writtenView(text, out, next, style));
    return { ...suggestion, out: out ?? null };
  }
}
