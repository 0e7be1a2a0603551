import type { Release, ResolvedControl, When } from '../baseline/model.ts';
import { nearest } from '../baseline/nearest.ts';
import { both, foldReleases } from '../baseline/when.ts';
import { EXIT, WinhardenError } from '../errors.ts';
import { type Conflict, conflictTexts, findConflicts, namesOf, type Origins } from './conflicts.ts';
import type { Waiver } from './model.ts';

/** Prefers of two contradicting controls the one that asks for more; any other preference is a baseline or benchmark by name. */
const STRICTER = 'stricter';

export interface Preferences {
  /** In their order: the first that decides a conflict counts. */
  prefer: string[];
  origins: Origins;
}

/** What is given up so that the rest does not contradict itself. */
export interface Settled {
  waivers: Waiver[];
  /** Rows that no waiver can tell from the preferred one, because both have one id. */
  dropped: ResolvedControl[];
  warnings: string[];
}

/**
 * Decides contradictions between controls by what the user prefers. Nothing goes silently: who loses is waived with the reason.
 * Errors: ConflictingControls where no preference decides; UnknownPreference.
 */
export function settleConflicts(controls: ResolvedControl[], { prefer, origins }: Preferences): Settled {
  refuseUnknown(prefer, controls, origins);
  const decided = findConflicts(controls).map((conflict) => ({
    conflict,
    winner: winnerOf(conflict, prefer, origins),
  }));
  const losses = decided.flatMap(({ conflict, winner }) => (winner ? [lossOf(conflict, winner, origins)] : []));
  const lost = new Set(losses.map(({ loser }) => loser));
  const open = decided.filter(({ conflict, winner }) => !winner && !conflict.pair.some((control) => lost.has(control)));
  if (open.length > 0)
    throw conflicting(
      open.map(({ conflict }) => conflict),
      prefer,
      origins,
    );
  return {
    waivers: foldReleases(losses.filter(({ loser, winner }) => loser.id !== winner.id).map(({ waiver }) => waiver)),
    dropped: losses.filter(({ loser, winner }) => loser.id === winner.id).map(({ loser }) => loser),
    warnings: foldReleases(losses.map(({ text, waiver: { when = {} } }) => ({ text, when: releaseOf(when) }))).map(
      ({ text, when: { release } }) => (release ? `${text}, on Windows Server ${release.join(', ')}` : text),
    ),
  };
}

function winnerOf({ pair, stricter }: Conflict, prefer: string[], origins: Origins): ResolvedControl | null {
  for (const name of prefer) {
    const chosen = name === STRICTER ? [stricter] : pair.filter((control) => namesFor(control, origins).includes(name));
    if (chosen.length === 1 && chosen[0]) return chosen[0];
  }
  return null;
}

function namesFor(control: ResolvedControl, origins: Origins): string[] {
  return [...(origins.get(control) ?? []), control.benchmark];
}

interface Loss {
  winner: ResolvedControl;
  loser: ResolvedControl;
  waiver: Waiver & { when: When };
  text: string;
}

function lossOf({ pair, stricter }: Conflict, winner: ResolvedControl, origins: Origins): Loss {
  const [a, b] = pair;
  const loser = winner === a ? b : a;
  const [left, right] = namesOf(pair, origins);
  const [preferred, given] = winner === a ? [left, right] : [right, left];
  const because = stricter === winner ? ' (stricter)' : stricter === loser ? ' (less strict)' : '';
  const reason = `prefers ${winner.id} of ${preferred}`;
  return {
    winner,
    loser,
    waiver: { controls: [loser.id], reason, when: both(winner.when, loser.when) ?? {} },
    text: `${loser.id} of ${given} is ${loser.id === winner.id ? 'left out' : 'waived'}: ${reason}${because}`,
  };
}

function releaseOf({ release }: When): { release?: Release[] } {
  return release ? { release } : {};
}

function conflicting(conflicts: Conflict[], prefer: string[], origins: Origins): WinhardenError {
  const names = [...new Set(conflicts.flatMap(({ pair }) => namesOf(pair, origins)))];
  const byStrictness = !prefer.includes(STRICTER) && conflicts.some(({ stricter }) => stricter);
  const choices = [...(byStrictness ? [STRICTER] : []), ...names.filter((name) => !prefer.includes(name))];
  return new WinhardenError({
    code: 'ConflictingControls',
    message: conflictTexts(conflicts, origins).join('\n'),
    suggestions: [
      `Choose: --prefer ${choices.join(' or --prefer ')}. It may be repeated; the first that decides counts.`,
      'Waive one of the two controls, or leave its benchmark out of the baseline.',
    ],
    exit: EXIT.usage,
  });
}

function refuseUnknown(prefer: string[], controls: ResolvedControl[], origins: Origins): void {
  const known = [STRICTER, ...new Set(controls.flatMap((control) => namesFor(control, origins)))];
  const name = prefer.find((name) => !known.includes(name));
  if (name === undefined) return;
  throw new WinhardenError({
    code: 'UnknownPreference',
    message: `cannot prefer ${name}: none of the baselines is called so`,
    suggestions: [
      ...nearest(name, known).map((other) => `Did you mean ${other}?`),
      `What can be preferred: ${known.join(', ')}.`,
    ],
    exit: EXIT.usage,
  });
}
