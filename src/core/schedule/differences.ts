import type { AssociationContent } from '../ports.ts';
import type { Difference } from './model.ts';

type Say = (content: AssociationContent) => string | null;

/** How each part of a schedule is called, and said. */
const PARTS: [what: string, say: Say][] = [
  ['document', ({ document }) => document.name],
  ['document version', ({ document }) => document.version ?? 'new'],
  ['targets', targetsText],
  ['schedule', ({ expression }) => expression],
  ['offset', ({ offsetDays }) => counted(offsetDays, 'day')],
  ['only at cron', ({ onlyAtCron }) => (onlyAtCron ? 'yes' : 'no')],
  ['max concurrency', ({ maxConcurrency }) => maxConcurrency],
  ['max errors', ({ maxErrors }) => maxErrors],
  ['severity', ({ severity }) => severity ?? 'UNSPECIFIED'],
  ['reports', ({ s3 }) => s3 && `s3://${[s3.bucket, s3.prefix].filter(Boolean).join('/')}`],
  ['duration', ({ durationHours }) => counted(durationHours, 'hour')],
  ['alarm', ({ alarm }) => alarm],
  ['dispatch role', ({ dispatchRole }) => dispatchRole],
  ['parameters', parametersText],
];

const counted = (count: number | null, unit: string) => (count ? `${count} ${unit}${count === 1 ? '' : 's'}` : null);

export function targetsText({ targets }: Pick<AssociationContent, 'targets'>): string {
  return targets
    .map(({ key, values }) => `${key}=${[...values].sort().join(' or ')}`)
    .sort()
    .join(', ');
}

function parametersText({ parameters }: AssociationContent): string | null {
  const said = Object.entries(parameters)
    .filter(([, values]) => values.some((value) => value !== ''))
    .map(([name, values]) => `${name}=${values.join(',')}`)
    .sort()
    .join(', ');
  return said || null;
}

/** What would change, part by part; nothing where both say the same. */
export function differencesOf(before: AssociationContent, after: AssociationContent): Difference[] {
  return PARTS.map(([what, say]) => ({ what, from: say(before), to: say(after) })).filter(
    ({ from, to }) => from !== to,
  );
}

/** Everything that a schedule says, for one that is new. */
export function partsOf(content: AssociationContent): Difference[] {
  return PARTS.map(([what, say]) => ({ what, from: null, to: say(content) })).filter(({ to }) => to !== null);
}
