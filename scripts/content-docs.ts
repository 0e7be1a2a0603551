/** Writes docs/content.md from the built-in policy: part of `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPolicyFiles } from '../src/adapters/disk/policy-files.ts';
import type { Catalogue } from '../src/core/baseline/catalogue.ts';
import { loadCatalogue } from '../src/core/baseline/load-catalogue.ts';
import { KINDS } from '../src/core/baseline/model.ts';
import { nistOf, sortedNist } from '../src/core/baseline/nist.ts';
import type { PolicyControl } from '../src/core/baseline/policy.ts';

const ROOT = join(import.meta.dirname, '..');

const cell = (value: string | number) => String(value).replaceAll('|', '\\|');
const row = (cells: (string | number)[]) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: string[], rows: (string | number)[][]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const idsOf = (controls: PolicyControl[]) => new Set(controls.map(({ id }) => id));

/** Every list of controls under the name of its benchmark or baseline. */
function listsOf({ benchmarks, baselines }: Catalogue): { name: string; controls: PolicyControl[] }[] {
  const own = [...baselines.values()].map(({ baseline, controls = [] }) => ({ name: baseline, controls }));
  return [
    ...[...benchmarks.values()].map(({ benchmark, controls }) => ({ name: benchmark, controls })),
    ...own.filter(({ controls }) => controls.length > 0),
  ];
}

function coverage(catalogue: Catalogue): string {
  const rows = listsOf(catalogue).flatMap(({ name, controls }) => {
    const version = catalogue.benchmarks.get(name)?.version ?? '';
    const levels = [...new Set(controls.map(({ level = '' }) => level))].sort();
    return levels.map((level) => {
      const members = controls.filter((control) => (control.level ?? '') === level);
      const [all, manual] = [idsOf(members), idsOf(members.filter((control) => control.manual))];
      const alone = idsOf(members.filter(({ sources = [] }) => new Set(sources.map(team)).size < 2));
      return [name, version, level, all.size, all.size - manual.size, manual.size, all.size - alone.size];
    });
  });
  return table(['benchmark', 'version', 'level', 'controls', 'automated', 'manual', 'two sources agree'], rows);
}

/** Two lists of one team are one source. */
const team = (source: string) => source.replace(/^hardeningkitty-.*/, 'hardeningkitty');

function kinds(catalogue: Catalogue): string {
  const settings = [...catalogue.settings.values()];
  const lists = listsOf(catalogue);
  const rows = KINDS.map((kind) => {
    const members = new Set(settings.filter((setting) => setting.kind === kind).map(({ id }) => id));
    const uses = (controls: PolicyControl[]) =>
      idsOf(controls.filter(({ setting }) => members.has(setting ?? ''))).size;
    return [kind, members.size, ...lists.map(({ controls }) => uses(controls))];
  });
  return table(['kind', 'settings', ...lists.map(({ name }) => name)], rows);
}

/** The families of NIST SP 800-53 Rev. 5 that settings serve. */
const FAMILIES: Record<string, string> = {
  AC: 'Access Control',
  AU: 'Audit and Accountability',
  CA: 'Assessment, Authorization, and Monitoring',
  CM: 'Configuration Management',
  CP: 'Contingency Planning',
  IA: 'Identification and Authentication',
  MA: 'Maintenance',
  MP: 'Media Protection',
  RA: 'Risk Assessment',
  SA: 'System and Services Acquisition',
  SC: 'System and Communications Protection',
  SI: 'System and Information Integrity',
};

function nistShare({ settings }: Catalogue): string {
  const all = [...settings.values()];
  const mapped = all.filter((setting) => nistOf(setting).length > 0);
  const both = mapped.filter(({ nist = {} }) => Object.keys(nist).length > 1);
  const agree = both.filter(({ nist = {} }) => {
    const [first = [], second = []] = Object.values(nist);
    return first.some((reference) => second.includes(reference));
  });
  return `${mapped.length} of ${all.length} settings have a reference, ${both.length} of them by two publishers, who have a control in common on ${agree.length}.`;
}

function nistByList(catalogue: Catalogue): string {
  const isMapped = ({ setting }: PolicyControl) => nistOf(catalogue.settings.get(setting ?? '') ?? {}).length > 0;
  const rows = listsOf(catalogue).map(({ name, controls }) => [
    name,
    idsOf(controls).size,
    idsOf(controls.filter(isMapped)).size,
  ]);
  return table(['benchmark', 'controls', 'with a reference'], rows);
}

function nistFamilies({ settings }: Catalogue): string {
  const all = [...settings.values()].map(nistOf);
  const familyOf = (reference: string) => reference.slice(0, 2);
  const named = [...new Set(all.flat().map(familyOf))].sort();
  const rows = named.map((family) => {
    const members = all.filter((references) => references.some((reference) => familyOf(reference) === family));
    const controls = new Set(all.flat().filter((reference) => familyOf(reference) === family));
    return [family, FAMILIES[family] ?? '', members.length, sortedNist([...controls]).join(' ')];
  });
  return table(['family', 'name', 'settings', 'controls and enhancements'], rows);
}

function sources({ sources: all }: Catalogue): string {
  const rows = [...all].map(([name, source]) => {
    const { title, url, version = '', licence = '' } = source as Record<string, string>;
    return [name, url ? `[${title}](${url})` : title, version, licence];
  });
  return table(
    ['source', 'what', 'version', 'licence'],
    rows.map((cells) => cells.map(String)),
  );
}

/** What several releases say alike is said once. */
function grouped(catalogue: Catalogue, textOf: (control: PolicyControl) => string | undefined): string[] {
  const found = listsOf(catalogue).flatMap(({ name, controls }) =>
    controls.flatMap((control) => {
      const text = textOf(control);
      return text ? [{ name, id: control.id, text }] : [];
    }),
  );
  const byText = Map.groupBy(found, ({ id, text }) => `${id} ${text}`);
  return [...byText.values()].map((same) => {
    const [{ id, text }] = same as [(typeof found)[number]];
    return `- \`${id}\` (${[...new Set(same.map(({ name }) => name))].join(', ')}): ${text}`;
  });
}

const list = (lines: string[]) => (lines.length > 0 ? lines.join('\n') : 'None.');

const REASONS = [
  '**Absent is not compliant.** Where a benchmark asks for a value, a missing value is a finding here, although Windows may behave as asked by default. Some scanners let it pass. Controls where absence is as good say so (`orAbsent`).',
  '**Lists of accounts are exact.** A right must be held by exactly the SIDs that the benchmark names. Scanners that look for names miss localised Windows, and some accept fewer accounts.',
  '**Every user counts.** A per-user setting is read in each loaded user hive and in the default profile, from which new users start. Scanners that look at the account under which they run see another value.',
  '**Types count.** A text "1" is not the number 1, because Windows does not read it as such.',
  '**The machine decides, not the policy.** What is read is the value that Windows works with, wherever it came from. Scanners that read resultant Group Policy see nothing on a machine in no domain.',
  '**One release, one benchmark.** A node is held to the benchmark of its own release, in the version of the table above. A scanner with an older version counts other controls.',
  '**Held back is Waived.** What could cut a node off is not enforced and not counted as compliant ([what, and why](operations.md#what-is-held-back-and-why)).',
  '**An error is not a default.** A value that could not be read is `Error`, never taken for its default.',
];

/** docs/content.md */
export function contentPage(catalogue: Catalogue): string {
  return `${[
    '<!-- Made by `npm run docs`; change baselines/ instead. -->',
    '# Content',
    'What the built-in baselines hold, where it comes from, and where the sources disagree. [baselines/README.md](../baselines/README.md) says how values were decided.',
    '## Coverage',
    'Controls by id; one that writes several values counts once. Where fewer than two sources agree, the control says why one is enough, below.',
    coverage(catalogue),
    '## Kinds',
    'Settings by kind, and how many controls of each list use them.',
    kinds(catalogue),
    '## NIST SP 800-53',
    `Which controls of NIST SP 800-53 Rev. 5 a setting serves, as its publishers see it; [how that was collected](../baselines/README.md#references-to-nist-sp-800-53). Serving a control is a part of meeting it, never the whole. ${nistShare(catalogue)}`,
    nistByList(catalogue),
    nistFamilies(catalogue),
    '## Sources',
    sources(catalogue),
    '## Why another scanner may disagree',
    list(REASONS.map((reason) => `- ${reason}`)),
    '### Decided by people',
    list(grouped(catalogue, ({ title, manual }) => manual && `${title}. ${manual}`)),
    '### Sources that disagree, or stand alone',
    'What each such control went by.',
    list(grouped(catalogue, ({ dissent }) => dissent)),
  ].join('\n\n')}\n`;
}

if (import.meta.main) {
  const catalogue = await loadCatalogue(createPolicyFiles(ROOT));
  writeFileSync(join(ROOT, 'docs/content.md'), contentPage(catalogue));
}
