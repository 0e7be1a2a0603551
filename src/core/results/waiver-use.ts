import { matchesControl } from '../baseline/control-pattern.ts';
import { holdsOn } from '../baseline/when.ts';
import type { WaiverRecord } from '../plan/model.ts';
import type { NodeReport } from '../report/model.ts';

/** A waiver of a person, and how many nodes of a run it kept a control from. */
export interface WaiverUse extends WaiverRecord {
  nodes: number;
}

/** Counts as reports come in on how many nodes each waiver held, so that no report needs to be kept. */
export class WaiverCounter {
  readonly #uses: WaiverUse[];

  constructor(records: WaiverRecord[]) {
    this.#uses = records.map((record) => ({ ...record, nodes: 0 }));
  }

  add(report: NodeReport): void {
    for (const use of this.#uses) if (use.state === 'inForce' && held(use, report)) use.nodes++;
  }

  /** `allReported`: nothing can be added any more, so that a waiver that held nowhere is unused. */
  tally(allReported: boolean): WaiverUse[] {
    return this.#uses.map((use) =>
      allReported && use.state === 'inForce' && use.nodes === 0 ? unused(use) : { ...use },
    );
  }
}

const unused = (use: WaiverUse): WaiverUse => ({ ...use, state: 'unused' });

function held({ controls, when }: WaiverUse, { node, controls: results }: NodeReport): boolean {
  const names = (id: string) => controls.some((pattern) => matchesControl(pattern, id));
  return holdsOn({ ...node }, when) && results.some(({ id, status }) => status === 'Waived' && names(id));
}
