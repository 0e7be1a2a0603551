import type { Validation } from '../../actions/validate-baseline.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style } from '../style.ts';

/** Each problem as `file:line:column: what`, which editors and terminals can open; or what was checked. */
export function validationView(
  { files, settings, benchmarks, baselines, overlays, controls, problems }: Validation,
  style: Style,
): string {
  const checked = `${files.length} files: ${settings} settings, ${benchmarks} benchmarks, ${baselines} baselines, ${overlays} overlays, ${controls} controls`;
  if (problems.length === 0) return `${style('good', 'No problems')} in ${checked}`;
  const lines = problems.map(
    ({ file, line, column, message }) =>
      `${style('accent', printableLine(`${file}:${line}:${column}`))}: ${printableLine(message)}`,
  );
  return [...lines, style('bad', `${problems.length} problems in ${checked}`)].join('\n');
}
