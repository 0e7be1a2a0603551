import { printableLine } from '../core/present/printable.ts';
import type { Style, Tone } from './style.ts';

/** A cell's text, with a tone where it has one. Numbers stand to the right. */
export type Cell = string | number | { text: string; tone: Tone };

/** A longer text in the middle of a row would push the rest out of sight; the last column may be as long as it is. */
const MOST_CHARACTERS = 48;

const fullText = (cell: Cell) => printableLine(typeof cell === 'object' ? cell.text : String(cell));
const cut = (text: string) => (text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text);
const toneOf = (cell: Cell) => (typeof cell === 'object' ? cell.tone : 'plain');

function aligned(cell: Cell, width: number, last: boolean): string {
  if (typeof cell === 'number') return String(cell).padStart(width);
  return last ? fullText(cell) : cut(fullText(cell)).padEnd(width);
}

/** Columns as wide as their widest cell, two spaces apart, indented by two. Every cell is made safe to print. */
export function table(head: string[], rows: Cell[][], style: Style): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => cut(fullText(row[column] ?? '')).length)),
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
