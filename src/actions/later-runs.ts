import type { App, AssociationRun, Associations, AssociationTarget } from '../core/ports.ts';
import type { NodeReport } from '../core/report/model.ts';
import type { NodeOutcome, RunResult } from '../core/results/model.ts';
import { lateReport } from '../core/schedule/late-report.ts';
import { AROUND, type Collected, type ScheduledRun } from '../core/schedule/scheduled-report.ts';
import { scheduledRunId } from '../core/schedule/scheduled-result.ts';

type LaterApp = Pick<App, 'runs' | 'bucket' | 'commands'> & { associations: Pick<Associations, 'targets'> };
type Found = Exclude<Collected, { refused: string }>;

/** A later run as far as it was collected. */
interface Later {
  /** Asked for once, and only where reports came through Systems Manager. */
  targets(): Promise<AssociationTarget[]>;
  s3: RunResult['s3'];
  operation: RunResult['operation'];
  /** Where each node's report is. */
  sources: ReadonlyMap<string, NodeOutcome['report']>;
  report(instanceId: string): Promise<NodeReport | null>;
}

/** The runs after one: a node hands over with each what it reported before. */
export class LaterRuns {
  readonly #app: LaterApp;
  readonly #associationId: string;
  readonly #runs: readonly AssociationRun[];
  readonly #opened = new Map<string, Promise<Later | null>>();

  /** `runs`: the next one first. */
  constructor(app: LaterApp, associationId: string, runs: readonly AssociationRun[]) {
    this.#app = app;
    this.#associationId = associationId;
    this.#runs = runs;
  }

  /**
   * What a node reported in a run, from the first later run whose own report arrived: what did not come with that one comes no
   * more. `announced`: the SHA-256 that it has to have, where that is known. Null where it has not come.
   */
  async reportOf(run: ScheduledRun, instanceId: string, announced?: string): Promise<Found | null> {
    for (const each of this.#runs) {
      const later = await this.#open(each);
      const source = later?.sources.get(instanceId);
      if (!later || !source || source.late) continue;
      const vouched = (await later.report(instanceId))?.late ?? [];
      const stdout = vouched.length > 0 ? await this.#output(later, instanceId, source) : null;
      const found = stdout && lateReport({ instanceId, stdout, vouched }, run, announced ?? null);
      return found && { ...found, source: sourceOf(source, found.header, announced) };
    }
    return null;
  }

  #open(run: AssociationRun): Promise<Later | null> {
    const opened = this.#opened.get(run.id) ?? this.#read(run);
    this.#opened.set(run.id, opened);
    return opened;
  }

  async #read({ id, started }: AssociationRun): Promise<Later | null> {
    const { runs } = this.#app;
    const runId = scheduledRunId(this.#associationId, id, started ?? new Date(0));
    if (!(await runs.list()).includes(runId)) return null;
    const folder = await runs.open(runId);
    const result = (await folder.read('result.json')) as RunResult | null;
    let targets: Promise<AssociationTarget[]> | undefined;
    return (
      result && {
        targets: () => (targets ??= this.#app.associations.targets(this.#associationId, id)),
        s3: result.s3,
        operation: result.operation,
        sources: new Map(result.nodes.outcomes.map(({ instanceId, report }) => [instanceId, report])),
        report: async (instanceId) => (await folder.read(`nodes/${instanceId}.json`)) as NodeReport | null,
      }
    );
  }

  /** All that the node printed in a later run. */
  async #output(
    { targets, s3, operation }: Later,
    instanceId: string,
    { key, bytes }: NonNullable<NodeOutcome['report']>,
  ): Promise<Uint8Array | null> {
    const { bucket, commands } = this.#app;
    if (key !== undefined && s3) {
      const answer = await bucket.read(s3.bucket, key, bytes + AROUND);
      return answer.kind === 'read' ? answer.bytes : null;
    }
    const id = (await targets()).find((target) => target.instanceId === instanceId)?.outputId ?? null;
    const output = id === null ? null : await commands.output(id, instanceId, operation);
    return output && Buffer.from(output.stdout);
  }
}

/** A later run that nothing vouches for vouches for nothing; what the node announced at the time needs no other. */
const sourceOf = (
  { source, key, unverified }: NonNullable<NodeOutcome['report']>,
  { bytes, sha256 }: Pick<NonNullable<NodeOutcome['report']>, 'bytes' | 'sha256'>,
  announced: string | undefined,
): Found['source'] => ({
  source,
  ...(key !== undefined && { key }),
  bytes,
  sha256,
  ...(unverified && announced === undefined && { unverified }),
  late: true,
});
