import type { Identity } from '../ports.ts';
import { ResultParts } from './result-parts.ts';
import type { RunContext } from './run-context.ts';

/** The rows of a run; none are written where its manifest could not be. */
export function startResults(
  context: Pick<RunContext, 'ports' | 'io' | 'spec' | 'runId'>,
  { account, region }: Identity,
  recordInBucket: boolean,
): ResultParts {
  const { spec, runId } = context;
  const { operation, baseline, planHash, controls } = spec;
  const { bucket, prefix } = spec.options;
  const place = bucket && recordInBucket ? { bucket, prefix } : null;
  return new ResultParts(context, place, { runId, operation, baseline, planHash, account, region, controls });
}
