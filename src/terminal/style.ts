import { styleText } from 'node:util';

export type Tone = 'plain' | 'bold' | 'dim' | 'good' | 'bad' | 'warn' | 'accent';
/** Colours a text, or leaves it alone where there must be no colours. */
export type Style = (tone: Tone, text: string) => string;

const FORMAT = { bold: 'bold', dim: 'dim', good: 'green', bad: 'red', warn: 'yellow', accent: 'cyan' } as const;

export const plainStyle: Style = (_tone, text) => text;

const colourStyle: Style = (tone, text) =>
  tone === 'plain' ? text : styleText(FORMAT[tone], text, { validateStream: false });

/** Colours only on a terminal that has them, and never with NO_COLOR (https://no-color.org). */
export function styleFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Style {
  const colours = stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return colours ? colourStyle : plainStyle;
}
