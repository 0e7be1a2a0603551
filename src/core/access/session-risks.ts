import type { ResolvedControl } from '../baseline/model.ts';
import type { SessionRisk } from './model.ts';

/** The controls of a baseline that a guard holds back because they would end sessions, each with what it ends. */
export function sessionRisks(baseline: string, controls: readonly ResolvedControl[]): SessionRisk[] {
  const risks = new Map<string, SessionRisk>();
  for (const { id, title, guard = [] } of controls) {
    for (const { ends, reason, when } of guard) {
      if (ends === undefined) continue;
      const key = `${id} ${reason}`;
      const known = risks.get(key) ?? { baseline, control: id, title, ends, reason, when: [] };
      const isNew = when !== undefined && !known.when.some((each) => JSON.stringify(each) === JSON.stringify(when));
      risks.set(key, isNew ? { ...known, when: [...known.when, when] } : known);
    }
  }
  return [...risks.values()];
}
