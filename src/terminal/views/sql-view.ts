import type { Sql } from '../../actions/write-sql.ts';

/** SQL as one text. A query alone stands bare, so that it can be passed on. */
export function sqlView({ statements, queries }: Sql): string {
  const [first] = queries;
  if (statements.length === 0 && first) return first.sql;
  return [
    ...statements.map(({ sql }) => `${sql};`),
    ...queries.map(({ name, title, sql }) => `-- ${name}: ${title}\n${sql};`),
  ].join('\n\n');
}
