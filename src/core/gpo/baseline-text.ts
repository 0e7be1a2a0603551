import type { ImportedControl } from './controls.ts';
import type { Unsupported } from './model.ts';
import { yamlComment, yamlFlow, yamlText } from './yaml-text.ts';

export interface ImportedBaseline {
  name: string;
  title: string;
  /** What it was made from. */
  origin: string;
  controls: ImportedControl[];
  unsupported: Unsupported[];
  /** Taken out because hosts in no domain would lock everybody out. */
  leftOut: Unsupported[];
}

/** The baseline as a policy file. What it does not say stands in comments at its end. */
export function baselineText({ name, title, origin, controls, unsupported, leftOut }: ImportedBaseline): string {
  const settings = controls.flatMap(({ setting }) => setting ?? []);
  const lines = [
    yamlComment(`Imported by winharden from ${origin}. docs/formats.md explains every word.`),
    `baseline: ${yamlText(name)}`,
    `title: ${yamlText(title)}`,
    ...(settings.length > 0 ? ['settings:', ...settings.map((setting) => `  - ${yamlFlow(setting)}`)] : []),
    controls.length > 0 ? 'controls:' : 'controls: []',
    ...controlLines(controls),
    ...remarkLines('Left out because local accounts are all that a host in no domain has (--standalone)', leftOut),
    ...remarkLines('Not imported', unsupported),
  ];
  return `${lines.join('\n')}\n`;
}

function controlLines(controls: ImportedControl[]): string[] {
  const sources = Map.groupBy(controls, ({ gpo, file }) => `${gpo}: ${file}`);
  return [...sources].flatMap(([source, members]) => [
    `  ${yamlComment(source)}`,
    ...members.map(({ control }) => `  - ${yamlFlow(control)}`),
  ]);
}

function remarkLines(head: string, remarks: Unsupported[]): string[] {
  if (remarks.length === 0) return [];
  return [
    '',
    yamlComment(`${head}:`),
    ...remarks.map(({ gpo, file, item, reason }) => yamlComment(`- ${gpo}, ${file}: ${item} (${reason})`)),
  ];
}
