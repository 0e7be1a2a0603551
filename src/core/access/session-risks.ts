import type { ResolvedControl, When } from '../baseline/model.ts';
import type { SessionRisk } from './model.ts';

/** The controls of baselines that a guard holds back because they would end sessions, each once with all its baselines. */
export function sessionRisks(baselines: ReadonlyMap<string, readonly ResolvedControl[]>): SessionRisk[] {
  const risks = new Map<string, SessionRisk>();
  for (const [baseline, controls] of baselines) {
    for (const { baselines: of, ...risk } of risksOf(baseline, controls)) {
      const key = JSON.stringify(risk);
      risks.set(key, { baselines: [...(risks.get(key)?.baselines ?? []), ...of], ...risk });
    }
  }
  return [...risks.values()];
}

/** A guard has one condition; those of one rule are one risk with several. */
function risksOf(baseline: string, controls: readonly ResolvedControl[]): SessionRisk[] {
  const risks = new Map<string, SessionRisk>();
  for (const { id, title, guard = [] } of controls) {
    for (const { ends, reason, when } of guard) {
      if (ends === undefined) continue;
      const key = `${id} ${reason}`;
      const known = risks.get(key) ?? { baselines: [baseline], control: id, title, ends, reason, when: [] };
      risks.set(key, { ...known, when: withCondition(known.when, when) });
    }
  }
  return [...risks.values()];
}

function withCondition(known: readonly When[], when: When | undefined): When[] {
  const isKnown = when === undefined || known.some((each) => JSON.stringify(each) === JSON.stringify(when));
  return isKnown ? [...known] : [...known, when];
}
