/**
 * Why a node has no report that can be trusted, one word a cause, for programs; a `reason` says it to people.
 * notUploaded: announced, and S3 has no object. noPermission: the same, because the node's role may not write there.
 * readDenied: you may not read it. empty: an object without content. truncated: its end is missing.
 * forged: not what the node announced, or of another run, command, node or plan. unreadable: announced so, and no report.
 * tooLarge: beyond all bounds. notFetched: S3 or Systems Manager could not be asked. noHeader: the script printed no report.
 * The others are Systems Manager's: nothing ran, or not to its end.
 */
export const REPORT_PROBLEMS = [
  'notUploaded',
  'noPermission',
  'readDenied',
  'empty',
  'truncated',
  'forged',
  'unreadable',
  'tooLarge',
  'notFetched',
  'noHeader',
  'notDelivered',
  'timedOut',
  'undeliverable',
  'cancelled',
  'wrongPlatform',
  'accessDenied',
] as const;
export type ReportProblem = (typeof REPORT_PROBLEMS)[number];

/** No report, in a word for programs and in a sentence. */
export interface Refusal {
  refused: string;
  problem: ReportProblem;
}
