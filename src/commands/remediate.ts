import { boolean, string } from '@oclif/core/flags';
import {
  awsFlags,
  changeFlags,
  dryRunFlag,
  listOf,
  maxChangesFlag,
  policyFlags,
  resultFlags,
  waveFlags,
} from '../terminal/flags.ts';
import { FleetCommand } from '../terminal/fleet-command.ts';
import { otherChoices, runOptions } from '../terminal/run-input.ts';

const { baseline: _, ...choiceFlags } = policyFlags;

export default class Remediate extends FleetCommand {
  static override summary = 'Apply only the controls that drifted, or that a run found not as required.';
  static override description =
    'An apply like any other, with its question, waves, backups and guards, of a part of the baseline: each node is held to the ' +
    'controls alone that it does not meet. The baseline, winharden.yaml and choices are those of the run. ' +
    'Where there is nothing to put right, it says so and ends with 0.';
  static override usage = 'remediate --run ID | --drift [--control PATTERN] [FLAGS]';
  static override examples = [
    {
      description: 'See what would be put right:',
      command: '<%= config.bin %> remediate --drift --dry-run',
    },
    {
      description: 'Put right what drifted from one baseline since a day, with a winharden.yaml:',
      command: '<%= config.bin %> remediate --drift --baseline cis-l1 --since 2027-01-01 --config winharden.yaml',
    },
    {
      description: 'One section of what an audit found:',
      command: '<%= config.bin %> remediate --run 20270131T101500Z-a1b2c3 --control "18.10.*"',
    },
    {
      description: 'In a pipeline, every night after the audit:',
      command: '<%= config.bin %> remediate --drift --bucket my-results --yes --json',
    },
  ];
  static override flags = {
    run: string({
      helpValue: 'ID',
      summary: 'What this run found not as required, whether it ever was or not.',
      env: 'WINHARDEN_RUN',
      exactlyOne: ['run', 'drift'],
    }),
    drift: boolean({
      summary: 'What was met in an earlier run and is not now, as `winharden drift` tells.',
      env: 'WINHARDEN_DRIFT',
    }),
    control: string({
      helpValue: 'PATTERN',
      summary: 'Only this control, or those that begin so with a * at the end; repeat for several.',
      env: 'WINHARDEN_CONTROL',
      multiple: true,
      multipleNonGreedy: true,
    }),
    since: string({
      helpValue: 'RUN|DAY',
      summary: 'With --drift: the earliest run, or day (UTC), that is looked at; by default 30 days before.',
      env: 'WINHARDEN_SINCE',
    }),
    baseline: string({
      helpGroup: 'policy',
      helpValue: 'NAME',
      summary: 'With --drift: from which baseline, where there is drift from several.',
      env: 'WINHARDEN_BASELINE',
    }),
    ...choiceFlags,
    ...waveFlags,
    ...resultFlags,
    ...awsFlags,
    ...changeFlags,
    'max-changes': maxChangesFlag,
    'dry-run': dryRunFlag,
  };

  protected readonly changesNodes = true;

  async run() {
    const { flags } = await this.parse(Remediate);
    const run = await this.runFleet(flags, async ({ app, bucket }, io) => {
      const { remediate } = await import('../actions/remediate.ts');
      const { run: runId, since, baseline } = flags;
      return remediate(
        app,
        {
          ...(runId !== undefined && { runId }),
          ...(since !== undefined && { since }),
          ...(baseline !== undefined && { baseline }),
          controls: listOf(flags.control),
          policy: otherChoices(flags),
          ...(flags.bucket && { place: { bucket: flags.bucket, prefix: flags.prefix } }),
          ...runOptions(flags, bucket),
        },
        io,
      );
    });
    if (run === null) this.show((style) => style('good', 'Nothing to put right.'));
    return { run };
  }
}
