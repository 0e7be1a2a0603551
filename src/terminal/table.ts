import { printableLine } from '../core/present/printable.ts';
import type { Style, Tone } from './style.ts';

/** A cell's text, with a tone where it has one. Numbers stand to the right. */
export type Cell = string | number | { text: string; tone: Tone };

const textOf = (cell: Cell) => printableLine(typeof cell === 'object' ? cell.text : String(cell));
const toneOf = (cell: Cell) => (typeof cell === 'object' ? cell.tone : 'plain');

function aligned(cell: Cell, width: number, last: boolean): string {
  const text = textOf(cell);
  if (typeof cell === 'number') return text.padStart(width);
  return last ? text : text.padEnd(width);
}

/** Columns as wide as their widest cell, two spaces apart, indented by two. Every cell is made safe to print. */
export function table(head: string[], rows: Cell[][], style: Style): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => textOf(row[column] ?? '').length)),
  );
  const line = (cells: Cell[], tone?: Tone) =>
    cells
      .map((cell, column) =>
        style(tone ?? toneOf(cell), aligned(cell, widths[column] ?? 0, column === cells.length - 1)),
      )
      .join('  ')
      .trimEnd();
  const titles = head.map((title, column) =>
    rows.length > 0 && rows.every((row) => typeof row[column] === 'number')
      ? title.padStart(widths[column] ?? 0)
      : title,
  );
  return [line(titles, 'dim'), ...rows.map((row) => line(row))].map((text) => `  ${text}`).join('\n');
}
