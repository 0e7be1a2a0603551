import { sortedNist } from '../baseline/nist.ts';
import type { NodeReport } from '../report/model.ts';
import type { RunResult } from './model.ts';

export type ControlTally = RunResult['controls'];

/** Counts each control's statuses over the fleet as reports come in, so that no report needs to be kept. */
export class ControlCounter {
  readonly #controls: Map<string, ControlTally[number]>;

  /** Several entries of one id count as one. */
  constructor(controls: Omit<ControlTally[number], 'statuses'>[]) {
    const byId = Map.groupBy(controls, ({ id }) => id);
    this.#controls = new Map([...byId].map(([id, entries]) => [id, { ...summed(entries), statuses: {} }]));
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

function summed(entries: Omit<ControlTally[number], 'statuses'>[]): Omit<ControlTally[number], 'statuses'> {
  const { id, title, level } = entries.at(-1) as ControlTally[number];
  const alsoMeets = [...new Set(entries.flatMap((entry) => entry.alsoMeets ?? []))];
  const nist = sortedNist(entries.flatMap((entry) => entry.nist ?? []));
  return { id, title, level, ...(alsoMeets.length > 0 && { alsoMeets }), ...(nist.length > 0 && { nist }) };
}
