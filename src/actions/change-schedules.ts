import { WinhardenError } from '../core/errors.ts';
import type { Association, AssociationContent } from '../core/ports.ts';
import { publishDocument } from '../core/run/publish-document.ts';
import { refuseUnconfirmed } from '../core/schedule/dangers.ts';
import { differencesOf } from '../core/schedule/differences.ts';
import type { ScheduleChange } from '../core/schedule/model.ts';
import { findSchedule, type PlannedChange, type ScheduleApp } from './plan-schedule.ts';

export interface ChangeOptions {
  dryRun: boolean;
  /** Dangers that somebody has said in so many words. */
  confirmed: readonly string[];
  /** Have the schedules that are made or changed run as soon as they are. */
  runNow: boolean;
}

/** Shows what is about to be done and asks. */
export type ConfirmChanges = (changes: ScheduleChange[]) => Promise<boolean>;

interface DoneChange extends Omit<ScheduleChange, 'tags'> {
  /** The association's; null where there is none. */
  id: string | null;
  /** Its nodes have been told to run, or run by themselves. */
  started: boolean;
}

export interface ChangeResult {
  state: 'done' | 'dryRun' | 'declined';
  changes: DoneChange[];
}

/**
 * Does what was planned, in order, once it is confirmed; done twice it changes nothing the second time.
 * Errors: DangerNotConfirmed before anything is done; those of AWS leave what was done before them.
 */
export async function changeSchedules(
  app: ScheduleApp,
  planned: PlannedChange[],
  { dryRun, confirmed, runNow }: ChangeOptions,
  confirm: ConfirmChanges,
): Promise<ChangeResult> {
  if (!dryRun) refuseUnconfirmed(planned, confirmed);
  const left = planned.map((change) => done(change, change.association?.id ?? null, false));
  const nothingToDo = planned.every(({ action }) => action === 'unchanged');
  const agreed = (nothingToDo && !runNow) || (await confirm(planned));
  if (dryRun) return { state: 'dryRun', changes: left };
  if (!agreed) return { state: 'declined', changes: left };
  const changes: DoneChange[] = [];
  for (const change of planned) changes.push(await carryOut(app, change, runNow));
  return { state: 'done', changes };
}

const done = (
  { tags: _, association: __, document: ___, ...change }: PlannedChange,
  id: string | null,
  started: boolean,
) => ({
  ...change,
  id,
  started,
});

async function carryOut(app: ScheduleApp, change: PlannedChange, runNow: boolean): Promise<DoneChange> {
  const { action, association, tags, runsAtOnce } = change;
  if (action === 'delete') {
    if (association) await app.associations.remove(association.id);
    return done(change, null, false);
  }
  const content = await published(app, change);
  const now = content && association ? { ...change, differences: differencesOf(association.content, content) } : change;
  const id = content ? await write(app, { ...change, content }) : '';
  if (association && action === 'update' && tags) await app.associations.setTags(id, tags);
  if (runNow && !runsAtOnce) await app.associations.start(id);
  return done({ ...now, content }, id, runNow || runsAtOnce);
}

async function published(app: ScheduleApp, change: PlannedChange): Promise<AssociationContent | null> {
  const { content, document, action } = change;
  if (!content || !document || action === 'unchanged') return content;
  const { name, version } = await publishDocument(app.documents, app.clock, document);
  return { ...content, document: { name, version } };
}

async function write(app: ScheduleApp, change: PlannedChange & { content: AssociationContent }): Promise<string> {
  const { action, association, content, tags, name } = change;
  if (action === 'create') return create(app, name, content, tags ?? []);
  const { id } = association as Association;
  if (action === 'update') await app.associations.update(association as Association, content);
  return id;
}

/** CreateAssociation has no idempotency token: after a lost answer, look for what it may have made. */
async function create(
  app: ScheduleApp,
  name: string,
  content: AssociationContent,
  tags: NonNullable<ScheduleChange['tags']>,
): Promise<string> {
  const answer = await app.associations.create(content, tags);
  if (answer.kind === 'created') return answer.id;
  const made = await findSchedule(app, name);
  if (made) return made.id;
  throw new WinhardenError({
    code: 'CreateFailed',
    message: `State Manager did not answer, and there is no schedule ${name} now: ${answer.message}`,
    suggestions: ['start again: a schedule that there is already is not made twice'],
  });
}
