import type { ResolvedControl } from '../core/baseline/model.ts';
import { alsoMeets } from '../core/baseline/references.ts';
import { WinhardenError } from '../core/errors.ts';
import type { Association } from '../core/ports.ts';
import type { ScheduledFacts } from '../core/schedule/scheduled-result.ts';
import { type SentPlan, sentPlan } from '../core/schedule/sent-plan.ts';
import { openPolicy } from './make-plan.ts';
import type { ScheduleApp } from './plan-schedule.ts';

/** What a version of a schedule held its nodes to. */
export interface Held {
  association: Association;
  sent: SentPlan;
  controls: ScheduledFacts['controls'];
}

type HeldApp = Pick<ScheduleApp, 'associations' | 'documents' | 'policy' | 'today'>;

/** Reads it out of the document itself, which is what nodes ran, whatever baselines say today; or why that cannot be. */
export async function heldTo(app: HeldApp, id: string, version: string): Promise<Held | string> {
  const association = await app.associations.read(id, version);
  const { name, version: number } = association.content.document;
  const document = await app.documents.content(name, number ?? '$DEFAULT');
  const which = `the SSM document ${name}, version ${number}`;
  if (document === null) return `${which}, that it ran is gone, so that nobody can tell what its nodes were held to`;
  const sent = sentPlan(document);
  if (sent === null) return `${which}, holds no plan of winharden`;
  return { association, sent, controls: titled(sent, await known(app, sent.baseline)) };
}

/** Titles are not in the plan; those of a baseline that is not known here are the ids. */
function titled({ controls }: SentPlan, known: ResolvedControl[]): Held['controls'] {
  const byId = Map.groupBy(known, ({ id }) => id);
  return controls.map(({ id, kind, when }) => {
    const same = byId.get(id) ?? [];
    const control = same.find((each) => each.when?.release?.some((one) => when.release?.includes(one))) ?? same[0];
    if (!control) return { id, title: id, level: '', kind, when };
    const { title, level, nist } = control;
    return { id, title, level, kind, when, ...(nist && { nist }), alsoMeets: alsoMeets(control) };
  });
}

/** No baseline's own name has an underscore: it joins several. */
async function known(app: HeldApp, baseline: string): Promise<ResolvedControl[]> {
  try {
    const policy = await openPolicy(app, { baseline: baseline.split('_'), prefer: ['stricter'] });
    return policy.plan().plan.controls;
  } catch (error) {
    if (error instanceof WinhardenError) return [];
    throw error;
  }
}
