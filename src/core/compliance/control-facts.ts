import type { ResolvedControl, Severity } from '../baseline/model.ts';

type Known = Pick<ResolvedControl, 'id' | 'title' | 'severity' | 'when' | 'nist'>;

/** What is known of a control beside what nodes say. */
interface Facts {
  title: string;
  severity?: Severity;
  nist: string[];
}

const BY_WEIGHT: readonly (Severity | undefined)[] = [undefined, 'low', 'medium', 'high'];

/** Titles and severities of a plan's controls, by id and release: releases may give one id to different controls. */
export class ControlFacts {
  readonly #byId: Map<string, Known[]>;

  constructor(controls: Known[]) {
    this.#byId = Map.groupBy(controls, ({ id }) => id);
  }

  /** Undefined for a control that the plan has not. Of several entries of one id the worst severity counts. */
  of(id: string, release: number): Facts | undefined {
    const all = this.#byId.get(id) ?? [];
    const here = all.filter(({ when }) => (when?.release as readonly number[] | undefined)?.includes(release) ?? true);
    const entries = here.length > 0 ? here : all;
    const [first] = entries;
    if (!first) return undefined;
    const severity = entries.map((each) => each.severity).sort((a, b) => weight(b) - weight(a))[0];
    const nist = [...new Set(entries.flatMap((each) => each.nist ?? []))];
    return { title: first.title, ...(severity && { severity }), nist };
  }
}

export const weight = (severity: Severity | undefined) => BY_WEIGHT.indexOf(severity);
