import type { Score, Share } from '../results/score.ts';

/** `87.5 %`, or a dash where no control counts. */
export function percentText({ percent }: Share): string {
  return percent === null ? '–' : `${percent} %`;
}

/** Both scores in one sentence without its end. */
export function scoreText({ beforeWaivers, afterWaivers }: Score): string {
  const counts = ({ met, of }: Share) => `${met} of ${of}`;
  return `${percentText(beforeWaivers)} of the controls are met before waivers (${counts(beforeWaivers)}), ${percentText(afterWaivers)} after (${counts(afterWaivers)})`;
}
