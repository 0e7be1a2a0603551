import { checkControl, unknown, type Vocabulary } from './control-check.ts';
import type { When } from './model.ts';
import type { Overlay } from './policy.ts';
import { below, type Finding, type Path } from './problem.ts';
import { both, overlaps } from './when.ts';

/** What an overlay says that its schema cannot judge. */
export function checkOverlay({ when, waivers = [], changes = [] }: Overlay, known: Vocabulary): Finding[] {
  const uses = [
    ...waivers.flatMap((entry, i) =>
      entry.settings.map((setting, j) => use(setting, entry.when, ['waivers', i, 'settings', j])),
    ),
    ...changes.map((entry, i) => use(entry.setting, entry.when, ['changes', i, 'setting'])),
  ];
  return [
    ...waivers.flatMap(({ settings, sources = [] }, i) => [
      ...settings.flatMap((name, j) => unknown('setting', name, known.settings, ['waivers', i, 'settings', j])),
      ...sources.flatMap((name, j) => unknown('source', name, known.sources, ['waivers', i, 'sources', j])),
    ]),
    ...changes.flatMap((entry, i) =>
      checkControl({ id: '', ...entry }, known).map((finding) => below(['changes', i], finding)),
    ),
    ...uses.filter((one) => both(when, one.when) === null).map(nowhere),
    ...uses.filter((one, i) => uses.slice(0, i).some((other) => isSame(one, other))).map(twice),
  ];
}

interface Use {
  setting: string;
  when: When | undefined;
  path: Path;
}

const use = (setting: string, when: When | undefined, path: Path): Use => ({ setting, when, path });

const isSame = (a: Use, b: Use) => a.setting === b.setting && overlaps(a.when, b.when);

const nowhere = ({ path: [list, i] }: Use): Finding => ({
  path: [list as string, i as number, 'when'],
  message: 'no node can meet this and the condition of the overlay itself',
});

const twice = ({ setting, path }: Use): Finding => ({
  path,
  message: `this overlay speaks of the setting "${setting}" twice for the same nodes`,
});
