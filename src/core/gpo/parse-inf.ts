import { unreadableGpo } from './model.ts';

/** Far more than any template has. */
const MOST_LINES = 100_000;

export interface InfSection {
  /** Without brackets; empty for lines before the first section. */
  name: string;
  /** Trimmed; no comments, no empty ones. */
  lines: string[];
}

/** The sections of a security template (`GptTmpl.inf`, `secedit /export`) in their order. Errors: UnreadableGpo. */
export function parseInf(text: string, file = 'GptTmpl.inf'): InfSection[] {
  const lines = text.split(/\r\n?|\n/);
  if (lines.length > MOST_LINES) throw unreadableGpo(file, `it has more than ${MOST_LINES} lines`);
  const sections: InfSection[] = [{ name: '', lines: [] }];
  for (const raw of lines) {
    const line = raw.trim();
    const name = /^\[([^\]]*)\]$/.exec(line)?.[1];
    if (name !== undefined) sections.push({ name: name.trim(), lines: [] });
    else if (line !== '' && !line.startsWith(';')) sections.at(-1)?.lines.push(line);
  }
  return sections.filter(({ name, lines }) => name !== '' || lines.length > 0);
}
