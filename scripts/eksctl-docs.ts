/** Writes the table of rules in docs/eksctl.md: part of `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../src/core/eksctl/rules.ts';

const PAGE = join(import.meta.dirname, '../docs/eksctl.md');
const BEGIN = '<!-- rules: made by `npm run docs` -->';
const END = '<!-- end of rules -->';

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** The page with its table made anew. */
export function eksctlPage(page: string): string {
  const rows = RULES.map(
    ({ id, severity, field, what, why, mend }) =>
      `| \`${id}\` | ${severity} | \`${field}\` | ${cell(what)} ${cell(why)} *${cell(mend)}* |`,
  );
  const table = ['| rule | severity | field | asks for, why, *what to do* |', '| --- | --- | --- | --- |', ...rows];
  const [before = '', rest = ''] = page.split(BEGIN);
  return `${before}${BEGIN}\n\n${table.join('\n')}\n\n${END}${rest.split(END)[1] ?? ''}`;
}

if (import.meta.main) writeFileSync(PAGE, eksctlPage(readFileSync(PAGE, 'utf8')));
