import type { ImportResult } from '../../actions/import-gpo.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style } from '../style.ts';

type Remarks = ImportResult['unsupported'];

/** The file itself, or where it was written, what is in it, and what is not. */
export function importView(imported: Omit<ImportResult, 'warnings'>, out: string | undefined, style: Style): string {
  const { baseline, gpos, controls, shared, unsupported, leftOut, text } = imported;
  if (out === undefined) return text.replace(/\n$/, '');
  const names = gpos.map(({ name }) => `"${printableLine(name)}"`).join(', ');
  return [
    `${style('good', 'Written')} ${printableLine(out)}: baseline ${baseline}, ${controls} controls from ${names}`,
    `${shared} of them use settings of winharden's own catalogue.`,
    ...remarkLines('left out for hosts in no domain', leftOut, style),
    ...remarkLines('not imported', unsupported, style),
  ].join('\n');
}

function remarkLines(what: string, remarks: Remarks, style: Style): string[] {
  if (remarks.length === 0) return [];
  const files = [...Map.groupBy(remarks, ({ gpo, file }) => `${gpo}: ${file}`)];
  return [
    '',
    style('warn', `${remarks.length} ${what}:`),
    ...files.flatMap(([file, members]) => [
      `  ${style('dim', printableLine(file))}`,
      ...members.map(({ item, reason }) => `    ${printableLine(item)}: ${printableLine(reason)}`),
    ]),
  ];
}
