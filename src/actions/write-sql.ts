import { EXIT, WinhardenError } from '../core/errors.ts';
import { athenaStatements, type Statement } from '../core/present/athena.ts';
import { type Query, type QueryName, queriesFor } from '../core/present/queries.ts';

interface SqlInput {
  bucket?: string | undefined;
  prefix: string;
  database: string;
  /** This query alone. */
  query?: QueryName | undefined;
  run?: string | undefined;
  before?: string | undefined;
  control?: string | undefined;
  days: number;
}

/** `result` of `results athena-ddl --json`. */
export interface Sql {
  database: string;
  /** What makes the tables; none for a query alone. */
  statements: Statement[];
  queries: Query[];
}

/** SQL over the rows that runs leave in a bucket. Errors: NoBucket, InvalidName, InvalidRun. */
export function writeSql({ bucket, prefix, database, query, run, before, control, days }: SqlInput): Sql {
  const queries = queriesFor({
    database,
    days,
    ...(run !== undefined && { run }),
    ...(before !== undefined && { before }),
    ...(control !== undefined && { control }),
  });
  if (query !== undefined) return { database, statements: [], queries: queries.filter(({ name }) => name === query) };
  if (bucket === undefined) throw noBucket();
  return { database, statements: athenaStatements({ bucket, prefix, database }), queries };
}

const noBucket = () =>
  new WinhardenError({
    code: 'NoBucket',
    message: 'the tables need to know the bucket',
    suggestions: ['name the bucket of your runs with --bucket', '--query NAME prints a query alone'],
    exit: EXIT.usage,
  });
