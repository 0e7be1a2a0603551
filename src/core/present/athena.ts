import { EXIT, WinhardenError } from '../errors.ts';
import { ROWS_VERSION, TABLES, type Table } from '../results/columns.ts';

/** One statement; Athena takes one at a time. */
export interface Statement {
  name: string;
  sql: string;
}

export interface AthenaChoice {
  bucket: string;
  prefix: string;
  database: string;
}

/**
 * A database and two tables over what runs left in a bucket. Days are projected (Athena User Guide, "Partition projection"), so
 * that nothing has to crawl or be repaired; runs are folders inside a day, which Athena reads through. Errors: InvalidName.
 */
export function athenaStatements({ bucket, prefix, database }: AthenaChoice): Statement[] {
  const place = checked('--bucket', bucket, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);
  const folder = checked('--prefix', prefix.replace(/^\/+|\/+$/g, ''), /^[\w.=/-]*$/);
  const name = databaseName(database);
  const root = `s3://${[place, ...(folder ? [folder] : []), 'results', ROWS_VERSION].join('/')}`;
  return [
    { name: 'database', sql: `CREATE DATABASE IF NOT EXISTS ${name}` },
    ...(Object.keys(TABLES) as Table[]).map((table) => ({ name: table, sql: tableSql(name, root, table) })),
  ];
}

/** A name that needs no quotes anywhere. Error: InvalidName. */
export const databaseName = (text: string) => checked('--database', text, /^[a-z][a-z0-9_]{0,127}$/);

function tableSql(database: string, root: string, table: Table): string {
  const columns = Object.entries(TABLES[table]).map(([column, type]) => `  \`${column}\` ${type}`);
  const properties = {
    'projection.enabled': 'true',
    'projection.day.type': 'date',
    'projection.day.format': 'yyyy-MM-dd',
    'projection.day.range': '2026-01-01,NOW',
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
    'storage.location.template': `${root}/${table}/day=\${day}/`,
  };
  return `CREATE EXTERNAL TABLE IF NOT EXISTS ${database}.${table} (
${columns.join(',\n')}
)
PARTITIONED BY (\`day\` string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION '${root}/${table}/'
TBLPROPERTIES (
${Object.entries(properties)
  .map(([key, value]) => `  '${key}' = '${value}'`)
  .join(',\n')}
)`;
}

/** These end inside quotes of SQL, so what is allowed is little. */
function checked(flag: string, text: string, allowed: RegExp): string {
  if (allowed.test(text)) return text;
  throw new WinhardenError({
    code: 'InvalidName',
    message: `${flag} "${text}" is no name that the tables can have`,
    suggestions: [
      flag === '--database'
        ? 'use lower-case letters, digits and underscores, a letter first'
        : 'name it as S3 does, without spaces and quotes',
    ],
    exit: EXIT.usage,
  });
}
