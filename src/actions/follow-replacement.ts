import { WinhardenError } from '../core/errors.ts';
import type { Progress } from '../core/ports.ts';
import type { GroupName } from '../core/replace/model.ts';
import { endOf, progressText } from '../core/replace/problems.ts';
import { alive, type ReplaceApp } from './planned-group.ts';

export interface Following {
  /** Ids of the nodes that are to go. */
  old: readonly string[];
  /** When it is left to AWS. */
  until: Date;
  pollSeconds: number;
  signal: AbortSignal;
  tell(text: string): void;
}

/** What passes: the next look may do better. */
const PASSING = ['Throttled', 'Unreachable', 'AwsUnavailable', 'NotAws'];

/** Looks at an update or a refresh until AWS has ended it, the time is over or somebody stops looking. */
export async function follow(
  app: ReplaceApp,
  name: GroupName,
  id: string,
  following: Following,
): Promise<Progress | null> {
  const { until, pollSeconds, signal, tell } = following;
  let seen: Progress | null = null;
  for (;;) {
    const progress = await look(app, name, id, following);
    if (progress && (seen === null || progressText(progress) !== progressText(seen))) tell(progressText(progress));
    seen = progress ?? seen;
    if (seen && endOf(seen)) return seen;
    const left = until.getTime() - app.clock.now().getTime();
    if (signal.aborted || left <= 0) return seen;
    await app.clock.sleep(Math.min(pollSeconds * 1000, left), signal);
  }
}

async function look(app: ReplaceApp, name: GroupName, id: string, { old, tell }: Following): Promise<Progress | null> {
  const { replacements } = app;
  try {
    if (name.kind === 'scalingGroup') return await replacements.refreshProgress(name.group, id);
    if (name.kind === 'single') return null;
    const progress = await replacements.updateProgress(name.cluster, name.nodegroup, id);
    return { ...progress, reason: await goneText(app, old) };
  } catch (error) {
    if (!(error instanceof WinhardenError) || !PASSING.includes(error.code)) throw error;
    tell(`could not be looked at: ${error.message}`);
    return null;
  }
}

/** EKS does not say how far an update is. */
async function goneText({ inventory }: ReplaceApp, old: readonly string[]): Promise<string> {
  const there = (await inventory.machinesById([...old])).filter(alive);
  return `${old.length - there.length} of ${old.length} old nodes are gone`;
}
