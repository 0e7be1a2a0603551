import type { ControlResult } from '../report/model.ts';

/** The control of eks-node that looks for the service of Inspector Classic. */
export const CLASSIC_CONTROL = 'eks-5.3';

/** Whether a node has the service of the old agent, in whatever start type. */
export function classicFound(controls: ControlResult[]): boolean {
  const control = controls.find(({ id }) => id === CLASSIC_CONTROL);
  if (!control) return false;
  return control.status === 'Remediated' || (control.found !== null && control.found !== undefined);
}

/** What there is to say of it, wherever it is found. */
export const CLASSIC_END =
  "Amazon Inspector Classic ended on 2026-05-20: its agent (AWSAgent) reports to nobody. Today's Inspector needs none.";
