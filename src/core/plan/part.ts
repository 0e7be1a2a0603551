import { matchesControl } from '../baseline/control-pattern.ts';
import type { ResolvedControl } from '../baseline/model.ts';
import { both } from '../baseline/when.ts';
import type { Waiver, WantedControl } from './model.ts';

/** What a plan of some of a baseline's controls is called, and so its document and its results: nobody is to take it for the whole. */
export const partName = (baseline: string) => `${baseline}-part`;

/** The controls that are wanted, each on the nodes that it is wanted on. */
export function onlyWanted(controls: ResolvedControl[], only: WantedControl[]): ResolvedControl[] {
  const wanted = new Map(only.map((one) => [one.id, one]));
  return controls.flatMap((control) => {
    const here = wanted.get(control.id);
    if (!here) return [];
    if (!here.instanceIds) return [control];
    const when = both(control.when, { instanceId: here.instanceIds });
    return when ? [{ ...control, when }] : [];
  });
}

/** The waivers that may cover one of the controls. */
export function concerning<W extends Pick<Waiver, 'controls'>>(controls: ResolvedControl[], waivers: W[]): W[] {
  const ids = new Set(controls.map(({ id }) => id));
  return waivers.filter((waiver) =>
    waiver.controls.some((pattern) => [...ids].some((id) => matchesControl(pattern, id))),
  );
}
