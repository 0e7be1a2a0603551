import { WinhardenError } from '../core/errors.ts';
import type { Progress } from '../core/ports.ts';
import type { GroupName } from '../core/replace/model.ts';
import { endOf, progressText } from '../core/replace/problems.ts';
import type { ReplaceApp } from './planned-group.ts';

export interface Following {
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
    const progress = await look(app, name, id, tell);
    if (progress && (seen === null || progressText(progress) !== progressText(seen))) tell(progressText(progress));
    seen = progress ?? seen;
    if (seen && endOf(seen)) return seen;
    const left = until.getTime() - app.clock.now().getTime();
    if (signal.aborted || left <= 0) return seen;
    await app.clock.sleep(Math.min(pollSeconds * 1000, left), signal);
  }
}

async function look(app: ReplaceApp, name: GroupName, id: string, tell: Following['tell']): Promise<Progress | null> {
  const { replacements } = app;
  try {
    if (name.kind === 'nodegroup') return await replacements.updateProgress(name.cluster, name.nodegroup, id);
    return name.kind === 'scalingGroup' ? await replacements.refreshProgress(name.group, id) : null;
  } catch (error) {
    if (!(error instanceof WinhardenError) || !PASSING.includes(error.code)) throw error;
    tell(`could not be looked at: ${error.message}`);
    return null;
  }
}
