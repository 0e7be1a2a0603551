import { printableLine } from '../../core/present/printable.ts';
import type { Style } from '../style.ts';

/** The text itself, or where it was written and what to do with it. */
export function writtenView(text: string, out: string | undefined, next: string, style: Style): string {
  if (out === undefined) return text.replace(/\n$/, '');
  return `${style('good', 'Written')} ${printableLine(`${out}; ${next}`)}`;
}
