import type { Catalogue } from './catalogue.ts';
import { checkSetting, unknown } from './control-check.ts';
import { matchesControl } from './control-pattern.ts';
import { changed, concerns, cycleOf, type Line, linesKept, linesTaken } from './extend.ts';
import type { Baseline } from './policy.ts';
import { below, type Finding } from './problem.ts';

/** Bases that nobody knows, and those that lead back. */
export function checkExtends({ baseline, extends: bases = [] }: Baseline, catalogue: Catalogue): Finding[] {
  const known = new Map<string, unknown>([...catalogue.baselines, ...catalogue.benchmarks]);
  const strange = bases.flatMap((name, i) => unknown('baseline', name, known, ['extends', i]));
  const cycle = cycleOf(catalogue, baseline);
  const circular = { path: ['extends'], message: `a baseline cannot extend itself: ${cycle?.join(' → ')}` };
  return [...strange, ...(cycle ? [circular] : [])];
}

/** What a baseline says of controls that it takes over: that there are such, and that they can be as it says. */
export function checkTakenOver(baseline: Baseline, catalogue: Catalogue): Finding[] {
  if (!baseline.extends && !baseline.without && !baseline.overrides) return [];
  const taken = linesTaken(catalogue, baseline);
  return [
    ...checkWithout(baseline, taken),
    ...checkOverrides(baseline, taken, catalogue),
    ...(baseline.extends ? checkOwn(baseline, catalogue) : []),
  ];
}

function checkWithout({ without = [] }: Baseline, taken: Line[]): Finding[] {
  return without.flatMap((pattern, i) =>
    taken.some(({ control }) => matchesControl(pattern, control.id))
      ? []
      : [
          {
            path: ['without', i],
            message: `"${pattern}" leaves nothing out: no control that is taken over is called so`,
          },
        ],
  );
}

function checkOverrides({ overrides = [] }: Baseline, taken: Line[], catalogue: Catalogue): Finding[] {
  return overrides.flatMap((override, i) => {
    const path = ['overrides', i];
    const meant = taken.filter((line) => concerns(override, line));
    if (meant.length === 0) {
      const key = override.id === undefined ? 'setting' : 'id';
      return [{ path: [...path, key], message: `there is no control to override: none that is taken over is such` }];
    }
    const manual = meant.find(({ control }) => control.setting === undefined);
    if (manual) return [{ path, message: `${manual.control.id} is a manual control: there is nothing to override` }];
    return meant.flatMap((line) =>
      checkSetting(changed(line, override).control, catalogue).map((one) => below(path, one)),
    );
  });
}

/** An own control of an inherited id would leave it open which of the two is meant. */
function checkOwn(baseline: Baseline, catalogue: Catalogue): Finding[] {
  const kept = new Map(linesKept(catalogue, baseline).map(({ control, benchmark }) => [control.id, benchmark]));
  return (baseline.controls ?? []).flatMap(({ id }, i) =>
    kept.has(id)
      ? [
          {
            path: ['controls', i, 'id'],
            message: `"${id}" is a control of ${kept.get(id)} already: change it under "overrides", or leave it out under "without"`,
          },
        ]
      : [],
  );
}
