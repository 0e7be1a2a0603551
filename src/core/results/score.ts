import { NOT_CHOSEN } from '../plan/waivers.ts';
import type { ControlResult, Status } from '../report/model.ts';

/** How many of the controls that count are met. */
export interface Share {
  met: number;
  of: number;
  /** One decimal, rounded down so that 100 means all; null where no control counts. */
  percent: number | null;
}

/** What a node, or the nodes of a run, amount to. docs/concepts.md, "Scores". */
export interface Score {
  /** Each waived control as what it is without its waiver. */
  beforeWaivers: Share;
  /** Without the waived controls. */
  afterWaivers: Share;
}

const MET: readonly Status[] = ['Compliant', 'Remediated'];
/** A control that does not concern the node, or that no program can decide, is no part of any score. */
const COUNTED: readonly Status[] = [...MET, 'NonCompliant', 'Error'];

/** The score of one node. */
export function scoreOf(controls: ControlResult[]): Score {
  const asked = controls.filter(({ status, message }) => status !== 'Waived' || message !== NOT_CHOSEN);
  return {
    beforeWaivers: shareOf(
      asked.map(({ status, withoutWaiver = 'NonCompliant' }) => (status === 'Waived' ? withoutWaiver : status)),
    ),
    afterWaivers: shareOf(asked.map(({ status }) => status)),
  };
}

/** The score of several nodes together; undefined where none of them has one. */
export function sumScores(scores: Score[]): Score | undefined {
  if (scores.length === 0) return undefined;
  const sum = (which: keyof Score, part: 'met' | 'of') =>
    scores.reduce((total, score) => total + score[which][part], 0);
  return {
    beforeWaivers: share(sum('beforeWaivers', 'met'), sum('beforeWaivers', 'of')),
    afterWaivers: share(sum('afterWaivers', 'met'), sum('afterWaivers', 'of')),
  };
}

function shareOf(statuses: Status[]): Share {
  const counted = statuses.filter((status) => COUNTED.includes(status));
  return share(counted.filter((status) => MET.includes(status)).length, counted.length);
}

function share(met: number, of: number): Share {
  return { met, of, percent: of === 0 ? null : Math.floor((1000 * met) / of) / 10 };
}
