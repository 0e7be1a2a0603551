import { EXIT, WinhardenError } from '../errors.ts';
import { placeOf, type SourcedDemand, type Unsupported } from './model.ts';

const SHOWN = 5;

/**
 * One demand for each place. In one GPO the later file wins, as on Windows, and the other is listed; two GPOs that want
 * different values of one place are an error, for which one counts depends on how a domain links them.
 * Errors: ConflictingGpos.
 */
export function mergeDemands(all: SourcedDemand[]): { demands: SourcedDemand[]; unsupported: Unsupported[] } {
  const overruled: Unsupported[] = [];
  const chosen: SourcedDemand[] = [];
  const conflicts: string[] = [];
  for (const same of Map.groupBy(all, placeOf).values()) {
    const perGpo = [...Map.groupBy(same, ({ gpo }) => gpo).values()].map((list) => lastOf(list, overruled));
    const [first, ...others] = perGpo;
    const other = others.find((demand) => first && wanted(demand) !== wanted(first));
    if (first && other) conflicts.push(conflictText(first, other));
    if (first) chosen.push(first);
  }
  if (conflicts.length > 0) throw conflictingGpos(conflicts);
  return { demands: chosen, unsupported: overruled };
}

function lastOf(list: SourcedDemand[], overruled: Unsupported[]): SourcedDemand {
  const last = list.at(-1) as SourcedDemand;
  for (const demand of list.filter((demand) => wanted(demand) !== wanted(last))) {
    const { gpo, file, title } = demand;
    overruled.push({
      gpo,
      file,
      item: `${title} = ${wanted(demand)}`,
      reason: `${last.file} says ${wanted(last)} after it`,
    });
  }
  return last;
}

/** Comparable and readable; the order of a list does not matter. */
function wanted({ expect, set, address }: SourcedDemand): string {
  const { type } = address as { type?: string };
  const sorted = (value: unknown) => (Array.isArray(value) ? [...value].sort() : value);
  const [said] = Object.entries(expect).map(([key, value]) =>
    key === 'equals' ? sorted(value) : { [key]: sorted(value) },
  );
  return (
    JSON.stringify(said) +
    (set === undefined ? '' : ` ${JSON.stringify(set)}`) +
    (expect.absent || !type ? '' : ` ${type}`)
  );
}

function conflictText(a: SourcedDemand, b: SourcedDemand): string {
  return `${a.title}: "${a.gpo}" (${a.file}) says ${wanted(a)}, but "${b.gpo}" (${b.file}) says ${wanted(b)}`;
}

function conflictingGpos(conflicts: string[]): WinhardenError {
  const more = conflicts.length > SHOWN ? [`… and ${conflicts.length - SHOWN} more`] : [];
  return new WinhardenError({
    code: 'ConflictingGpos',
    message: ['the GPOs want different values of the same thing', ...conflicts.slice(0, SHOWN), ...more].join('\n'),
    suggestions: ['Choose with --gpo NAME, which may be repeated.'],
    exit: EXIT.usage,
  });
}
