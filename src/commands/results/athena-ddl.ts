import { integer, option, string } from '@oclif/core/flags';
import { QUERY_NAMES } from '../../core/present/queries.ts';
import { BaseCommand } from '../../terminal/base-command.ts';
import { resultFlags } from '../../terminal/flags.ts';
import { sqlView } from '../../terminal/views/sql-view.ts';

export default class ResultsAthenaDdl extends BaseCommand {
  static override summary = 'Print SQL for the results in a bucket: tables for Athena, and ready queries.';
  static override description =
    'Runs with --bucket leave rows there, one per node and one per node and control. The tables find new days by themselves (partition projection). ' +
    'The queries are SQL that Athena and DuckDB both take. Without --run they go by what each node last reported. Nothing is asked of AWS.';
  static override usage =
    'results athena-ddl --bucket NAME [--prefix PATH] [--database NAME] [--query NAME] [--run ID [--before ID]] [--control ID]';
  static override examples = [
    {
      description: 'Database, tables and all queries:',
      command: '<%= config.bin %> results athena-ddl --bucket my-results',
    },
    {
      description: 'What drifted between two runs, as a query alone:',
      command:
        '<%= config.bin %> results athena-ddl --query drift --before 20270101T101500Z-a1b2c3 --run 20270131T101500Z-d4e5f6',
    },
    {
      description: 'One control over the last year:',
      command: '<%= config.bin %> results athena-ddl --query history --control 1.1.1 --days 365',
    },
    {
      description: 'Straight into Athena:',
      command:
        'aws athena start-query-execution --work-group primary --query-string "$(<%= config.bin %> results athena-ddl --query scores)"',
    },
  ];
  static override flags = {
    bucket: string({
      helpValue: 'NAME',
      summary: 'The bucket of the runs; needed for the tables.',
      env: 'WINHARDEN_BUCKET',
    }),
    prefix: resultFlags.prefix,
    database: string({
      helpValue: 'NAME',
      summary: 'The database of the tables.',
      env: 'WINHARDEN_DATABASE',
      default: 'winharden',
    }),
    query: option({ options: QUERY_NAMES, summary: 'This query alone.', env: 'WINHARDEN_QUERY' })(),
    run: string({ helpValue: 'ID', summary: 'Ask about this run.', env: 'WINHARDEN_RUN' }),
    before: string({ helpValue: 'ID', summary: 'The earlier run of drift; needs --run.', env: 'WINHARDEN_BEFORE' }),
    control: string({ helpValue: 'ID', summary: 'The control of history.', env: 'WINHARDEN_CONTROL' }),
    days: integer({
      helpValue: 'N',
      summary: 'How far back to look where no run is named.',
      env: 'WINHARDEN_DAYS',
      min: 1,
      max: 3650,
      default: 90,
    }),
  };

  async run() {
    const { flags } = await this.parse(ResultsAthenaDdl);
    const { writeSql } = await import('../../actions/write-sql.ts');
    const sql = writeSql(flags);
    this.show(() => sqlView(sql));
    return sql;
  }
}
