import { WinhardenError } from '../errors.ts';
import type { NodeReport } from '../report/model.ts';
import { ROWS_VERSION, type Table } from '../results/columns.ts';
import type { NodeOutcome } from '../results/model.ts';
import { ControlRows, nodeRow, type RunFacts } from '../results/rows.ts';
import { insist } from './insist.ts';
import type { RunIo } from './model.ts';
import type { RunPorts } from './run-context.ts';
import { dayOf } from './run-id.ts';
import { ZippedLines } from './zipped-lines.ts';

/** Nodes in a part: some megabytes of a few hundred controls each, which SQL engines like to read. */
const MOST_NODES = 250;

interface Io {
  ports: Pick<RunPorts, 'bucket' | 'clock'>;
  io: Pick<RunIo, 'emit' | 'signal'>;
}

interface Place {
  bucket: string;
  prefix: string;
}

/**
 * The rows of a run in S3, for SQL, written as nodes end: `<prefix>/results/v1/<table>/day=…/run=…/part-00001.json.gz`.
 * Parts hold a fixed number of nodes and are numbered, so that a run that is taken up again, and adds all its nodes anew,
 * replaces what it wrote before and doubles nothing. Where they cannot be written the run goes on, with one warning.
 */
export class ResultParts {
  readonly #facts: RunFacts;
  readonly #controlRows: ControlRows;
  readonly #tables: Record<Table, TableParts>;
  readonly #added = new Set<string>();

  constructor(io: Io, place: Place | null, facts: RunFacts) {
    const stop = { stopped: place === null };
    const upload = async (table: Table, number: number, bytes: Uint8Array) => {
      if (place === null || stop.stopped) return;
      try {
        await insist(io, () =>
          io.ports.bucket.write(place.bucket, partKey(place.prefix, table, facts.runId, number), bytes),
        );
      } catch (error) {
        if (!(error instanceof WinhardenError)) throw error;
        if (!stop.stopped)
          io.io.emit({ type: 'warning', text: `the bucket has no rows of all nodes: ${error.message}` });
        stop.stopped = true;
      }
    };
    this.#facts = facts;
    this.#controlRows = new ControlRows(facts);
    this.#tables = {
      nodes: new TableParts(stop, (number, bytes) => upload('nodes', number, bytes)),
      controls: new TableParts(stop, (number, bytes) => upload('controls', number, bytes)),
    };
  }

  /** Adds a node that has ended. Resolves when there is room for more. */
  async add(node: NodeOutcome, report?: NodeReport): Promise<void> {
    this.#added.add(node.instanceId);
    await this.#tables.nodes.add(() => `${JSON.stringify(nodeRow(this.#facts, node, report))}\n`);
    if (report) await this.#tables.controls.add(() => this.#controlRows.lines(node, report));
  }

  /** Adds the nodes that have not ended, and writes what is left. */
  async finish(outcomes: NodeOutcome[]): Promise<void> {
    for (const node of outcomes) if (!this.#added.has(node.instanceId)) await this.add(node);
    await Promise.all(Object.values(this.#tables).map((table) => table.finish()));
  }
}

/** Where a part of a run's rows is; parts are numbered from 1. */
export function partKey(prefix: string, table: Table, runId: string, number: number): string {
  const part = `part-${String(number).padStart(5, '0')}.json.gz`;
  const path = ['results', ROWS_VERSION, table, `day=${dayOf(runId)}`, `run=${runId}`, part];
  return [...(prefix ? [prefix] : []), ...path].join('/');
}

type Upload = (number: number, bytes: Uint8Array) => Promise<void>;

/** The parts of one table; nothing is made of rows once that has stopped. */
class TableParts {
  readonly #stop: { stopped: boolean };
  readonly #upload: Upload;
  #number = 1;
  #nodes = 0;
  #lines = new ZippedLines();

  constructor(stop: { stopped: boolean }, upload: Upload) {
    this.#stop = stop;
    this.#upload = upload;
  }

  async add(rows: () => string): Promise<void> {
    if (this.#stop.stopped) return;
    const lines = this.#lines;
    const full = ++this.#nodes === MOST_NODES ? this.#begin() : null;
    await lines.write(rows);
    if (full !== null) await this.#upload(full, await lines.end());
  }

  async finish(): Promise<void> {
    if (this.#stop.stopped || this.#nodes === 0) return;
    const lines = this.#lines;
    await this.#upload(this.#begin(), await lines.end());
  }

  /** Begins the next part; the number of the one that is full. */
  #begin(): number {
    this.#lines = new ZippedLines();
    this.#nodes = 0;
    return this.#number++;
  }
}
