import type { RenderResult } from '../../actions/render-document.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style } from '../style.ts';

/** The text itself, or where it was written and how much of SSM's limit is left. */
export function renderView(
  { name, hash, bytes, bytesLeft, text }: Omit<RenderResult, 'warnings'>,
  out: string | undefined,
  style: Style,
): string {
  if (out === undefined) return text.replace(/\n$/, '');
  const room = bytesLeft === null ? '' : `, ${bytesLeft} left`;
  return `${style('good', 'Written')} ${printableLine(out)}: ${name}, ${bytes} bytes${room}, SHA-256 ${hash}`;
}
