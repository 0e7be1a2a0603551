import type { LintFinding } from './lint.ts';
import { SEVERITIES, type Severity } from './model.ts';

/** A finding, and what became of its change. */
export interface ToldFinding extends LintFinding {
  /** `possible`: --fix makes it. `withheld`: it would change something else too. Null where somebody has to decide. */
  fix: 'possible' | 'withheld' | null;
}

export interface LintedFileResult {
  file: string;
  clusters: number;
  windowsNodeGroups: number;
  /** Not judged. */
  otherNodeGroups: number;
  /** What --fix changed, or with --dry-run would change; in the unified format, empty without it. */
  diff: string;
}

/** What `eksctl lint` answers: schemas/eksctl-lint-result.schema.json. */
export interface LintResult {
  files: LintedFileResult[];
  /** What is left, waived ones among it, in the order of the files. */
  findings: ToldFinding[];
  /** What --fix mended, or with --dry-run would mend. */
  fixed: LintFinding[];
  /** Those that are not waived, and the waived ones. */
  counts: Record<Severity, number> & { waived: number };
}

export function countFindings(findings: readonly LintFinding[]): LintResult['counts'] {
  const open = findings.filter(({ waived }) => waived === null);
  const of = (wanted: Severity) => open.filter(({ severity }) => severity === wanted).length;
  return { error: of('error'), warning: of('warning'), note: of('note'), waived: findings.length - open.length };
}

/** Whether something is left that is at least as grave. */
export function fails({ counts }: Pick<LintResult, 'counts'>, least: Severity): boolean {
  return SEVERITIES.slice(0, SEVERITIES.indexOf(least) + 1).some((severity) => counts[severity] > 0);
}
