import type { ResolvedControl } from '../baseline/model.ts';
import type { NodeReport } from '../report/model.ts';
import type { RunResult } from './model.ts';

export type ControlTally = RunResult['controls'];

/** Counts each control's statuses over the fleet as reports come in, so that no report needs to be kept. */
export class ControlCounter {
  readonly #controls: Map<string, ControlTally[number]>;

  constructor(controls: Pick<ResolvedControl, 'id' | 'title' | 'level'>[]) {
    this.#controls = new Map(controls.map(({ id, title, level }) => [id, { id, title, level, statuses: {} }]));
  }

  add(report: NodeReport): void {
    for (const { id, status } of report.controls) {
      const statuses = this.#controls.get(id)?.statuses;
      if (statuses) statuses[status] = (statuses[status] ?? 0) + 1;
    }
  }

  tally(): ControlTally {
    return [...this.#controls.values()].map((control) => ({ ...control, statuses: { ...control.statuses } }));
  }
}
