/** `unknown`: it could not be looked at. */

export type Verdict = 'ok' | 'warning' | 'failed' | 'unknown';

/** One thing that was looked at. */
export interface Check {
  /** `identity`, `clock`, `bucket-encryption` … */
  id: string;
  about: string;
  verdict: Verdict;
  /** What was found. */
  found: string;
  /** What to do, where it is not as it should be. */
  fix: string[];
}

export interface Diagnosis {
  checks: Check[];
  counts: Record<Verdict, number>;
}

/** The checks with their tally. */
export function diagnosisOf(checks: Check[]): Diagnosis {
  const count = (verdict: Verdict) => checks.filter((check) => check.verdict === verdict).length;
  const counts = { ok: count('ok'), warning: count('warning'), failed: count('failed'), unknown: count('unknown') };
  return { checks, counts };
}

export const check = (id: string, about: string, verdict: Verdict, found: string, fix: string[] = []): Check => ({
  id,
  about,
  verdict,
  found,
  fix,
});
