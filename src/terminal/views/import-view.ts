import type { ImportResult } from '../../actions/import-gpo.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style } from '../style.ts';
import { table } from '../table.ts';

/** The file itself, or where it was written, what is in it, and what is not. */
export function importView(imported: Omit<ImportResult, 'warnings'>, out: string | undefined, style: Style): string {
  const { baseline, gpos, controls, shared, unsupported, leftOut, text } = imported;
  if (out === undefined) return text.replace(/\n$/, '');
  const names = gpos.map(({ name }) => `"${printableLine(name)}"`).join(', ');
  const lines = [
    `${style('good', 'Written')} ${printableLine(out)}: baseline ${baseline}, ${controls} controls from ${names}`,
    `${shared} of them use settings of winharden's own catalogue.`,
  ];
  if (leftOut.length > 0) lines.push('', `${leftOut.length} left out for hosts in no domain:`, rows(leftOut, style));
  if (unsupported.length > 0) lines.push('', `${unsupported.length} not imported:`, rows(unsupported, style));
  return lines.join('\n');
}

function rows(remarks: ImportResult['unsupported'], style: Style): string {
  return table(
    ['why', 'what', 'file'],
    remarks.map(({ item, reason, file }) => [reason, item, file]),
    style,
  );
}
