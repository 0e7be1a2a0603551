/** The rows that a run leaves in S3 for SQL: `<prefix>/results/v1/`. A change of meaning is a new version; new columns are not. */
export const ROWS_VERSION = 'v1';

/** A type that Athena and DuckDB both know. Times are ISO 8601 texts in UTC, which sort as times do. */
export type ColumnType = 'string' | 'int' | 'double' | 'boolean';

const RUN = {
  run_id: 'string',
  operation: 'string',
  baseline: 'string',
  account: 'string',
  region: 'string',
  instance_id: 'string',
  name: 'string',
} as const;

/** The two tables: one row per node, and one per node and control. */
export const TABLES = {
  nodes: {
    ...RUN,
    plan: 'string',
    wave: 'int',
    outcome: 'string',
    reason: 'string',
    report_problem: 'string',
    ssm_status: 'string',
    started: 'string',
    finished: 'string',
    computer_name: 'string',
    release: 'int',
    build: 'string',
    role: 'string',
    core: 'boolean',
    domain_joined: 'boolean',
    container_host: 'boolean',
    compliant: 'int',
    non_compliant: 'int',
    remediated: 'int',
    waived: 'int',
    not_applicable: 'int',
    manual: 'int',
    errors: 'int',
    changes: 'int',
    score: 'double',
    score_before_waivers: 'double',
    reboot_required: 'boolean',
    report_key: 'string',
    report_sha256: 'string',
  },
  controls: {
    ...RUN,
    release: 'int',
    control_id: 'string',
    level: 'string',
    title: 'string',
    status: 'string',
    without_waiver: 'string',
    found: 'string',
    required: 'string',
    message: 'string',
  },
} as const satisfies Record<string, Record<string, ColumnType>>;

export type Table = keyof typeof TABLES;

interface Values {
  string: string | null;
  int: number | null;
  double: number | null;
  boolean: boolean | null;
}

/** One row; null where nothing is known. */
export type Row<T extends Table> = {
  [Column in keyof (typeof TABLES)[T]]: (typeof TABLES)[T][Column] extends ColumnType
    ? Values[(typeof TABLES)[T][Column]]
    : never;
};
