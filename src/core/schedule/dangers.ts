import { EXIT, WinhardenError } from '../errors.ts';
import type { Danger, ScheduleChange } from './model.ts';

const WORDS: Record<Danger, string> = {
  'no-nodes': 'it matches no node that could take part now',
  'domain-controllers': 'it applies to domain controllers too, where what is set holds for the whole domain',
  'whole-account': 'it means every managed node of the account and Region, those of other teams and those to come too',
};

export const dangerText = (danger: Danger) => WORDS[danger];

/** Refuses what nobody has said in so many words. Errors: DangerNotConfirmed. */
export function refuseUnconfirmed(changes: ScheduleChange[], confirmed: readonly string[]): void {
  const open = changes.flatMap(({ name, dangers }) =>
    dangers.filter((danger) => !confirmed.includes(danger)).map((danger) => ({ name, danger })),
  );
  const [first] = open;
  if (!first) return;
  throw new WinhardenError({
    code: 'DangerNotConfirmed',
    message: open.map(({ name, danger }) => `the schedule ${name} has to be confirmed: ${WORDS[danger]}`).join('\n'),
    suggestions: [`if that is meant, add ${[...new Set(open.map(({ danger }) => `--confirm ${danger}`))].join(' ')}`],
    exit: EXIT.usage,
  });
}
