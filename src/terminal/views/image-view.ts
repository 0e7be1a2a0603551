import type { RenderedImage } from '../../actions/render-image.ts';
import { printableLine } from '../../core/present/printable.ts';
import { shellQuoted } from '../flag-text.ts';
import type { Style } from '../style.ts';

/** What was written and put into S3, and what to do next. */
export function imageView(
  { name, runId, files, stored, command }: Omit<RenderedImage, 'warnings'>,
  folder: string,
  style: Style,
): string {
  return [
    `${style('good', 'Written')} ${printableLine(folder)}: ${name}, run ${runId}`,
    ...files.map(({ name, text, hash }) => `  ${name}  ${Buffer.byteLength(text)} bytes, SHA-256 ${hash}`),
    ...stored.map((address) => `${style('good', 'Stored')} ${printableLine(address)}`),
    '',
    ...(command ? nextForComponent(command, stored.length > 0) : [`Next: packer init ${shellQuoted(folder)}`]),
  ].join('\n');
}

function nextForComponent(command: string[], isStored: boolean): string[] {
  return [
    ...(isStored
      ? []
      : [
          'Put the scripts into S3 as <SHA-256>/<name>, and give recipes that folder as the parameter Scripts. Or: --bucket',
        ]),
    'Next:',
    `  ${printableLine(command.map(shellQuoted).join(' '))}`,
  ];
}
