import type { NodeReport } from './model.ts';

/**
 * Keeps the reports of a fleet small: what is equal in them, and on most nodes nearly all is, becomes one and the same object.
 * Who groups reports may group by the identity of `controls`.
 */
export class ReportShelf {
  readonly #reports = new Map<string, NodeReport>();
  readonly #parts = new Map<string, { part: unknown; number: number }>();
  readonly #lists = new Map<string, unknown[]>();

  add(report: NodeReport): void {
    const { controls, changes, vitalServices } = report;
    this.#reports.set(report.node.instanceId, {
      ...report,
      controls: this.#list(controls),
      changes: this.#list(changes),
      vitalServices: this.#list(vitalServices),
    });
  }

  /** Those of these nodes, in this order, as far as they are here. */
  of(nodes: readonly { instanceId: string }[]): NodeReport[] {
    return nodes.flatMap(({ instanceId }) => this.#reports.get(instanceId) ?? []);
  }

  #list<T>(list: T[]): T[] {
    const known = list.map((part) => this.#part(part));
    const name = known.map(({ number }) => number).join(',');
    const same = (this.#lists.get(name) as T[] | undefined) ?? known.map(({ part }) => part as T);
    this.#lists.set(name, same);
    return same;
  }

  #part(part: unknown): { part: unknown; number: number } {
    const text = JSON.stringify(part);
    const known = this.#parts.get(text) ?? { part, number: this.#parts.size };
    this.#parts.set(text, known);
    return known;
  }
}
