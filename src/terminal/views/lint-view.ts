import type { LintFinding } from '../../core/eksctl/lint.ts';
import type { Rule, Severity } from '../../core/eksctl/model.ts';
import type { LintedFileResult, LintResult, ToldFinding } from '../../core/eksctl/result.ts';
import { printable, printableLine } from '../../core/present/printable.ts';
import type { Style, Tone } from '../style.ts';

const TONE: Record<Severity, Tone> = { error: 'bad', warning: 'warn', note: 'dim' };

/** Each finding as `file:line:column: what`, which editors and terminals can open, with why and how to mend it. */
export function lintView(result: LintResult, { dryRun }: { dryRun: boolean }, style: Style): string {
  const open = result.findings.filter(({ waived }) => waived === null);
  const diffs = dryRun ? result.files.map(({ diff }) => diff).filter((diff) => diff !== '') : [];
  return [
    ...diffs.map(printable),
    ...result.fixed.map((finding) => fixedText(finding, dryRun, style)),
    ...open.map((finding) => findingText(finding, style)),
    summary(result, style),
  ].join('\n');
}

const placeText = ({ file, line, column }: LintFinding) => printableLine(`${file}:${line}:${column}`);

const groupText = ({ nodeGroup }: LintFinding) => (nodeGroup === null ? '' : ` (${nodeGroup})`);

function fixedText(finding: LintFinding, dryRun: boolean, style: Style): string {
  const word = style('good', dryRun ? 'would fix' : 'fixed');
  const what = printableLine(`${finding.message}${groupText(finding)}`);
  return `${style('accent', placeText(finding))}: ${word}: ${what} [${finding.rule}]`;
}

const FIX_TEXT = {
  possible: ' --fix does it.',
  withheld: ' --fix leaves it to you: it would change what stands elsewhere, or does not know how this is written.',
};

function findingText(finding: ToldFinding, style: Style): string {
  const { severity, rule, message, why, mend, fix } = finding;
  const what = printableLine(`${message}${groupText(finding)}`);
  const head = `${style('accent', placeText(finding))}: ${style(TONE[severity], severity)}: ${what} [${rule}]`;
  return [head, style('dim', `    ${why}`), `    ${style('accent', '→')} ${mend}${fix ? FIX_TEXT[fix] : ''}`].join(
    '\n',
  );
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function summary({ files, counts }: LintResult, style: Style): string {
  const sum = (key: keyof Omit<LintedFileResult, 'file' | 'diff'>) =>
    files.reduce((total, file) => total + file[key], 0);
  const others = sum('otherNodeGroups');
  const judged = `${plural(sum('windowsNodeGroups'), 'Windows node group')} in ${plural(files.length, 'file')}`;
  const where = others > 0 ? `${judged}; ${others} other not judged` : judged;
  const { error, warning, note, waived } = counts;
  const tone = error > 0 ? 'bad' : warning > 0 ? 'warn' : 'good';
  const found = [plural(error, 'error'), plural(warning, 'warning'), plural(note, 'note'), `${waived} waived`].join(
    ', ',
  );
  return `${style(tone, found)} (${where})`;
}

/** The rules, each with what it asks for, why, and how to mend it. */
export function rulesView(rules: readonly Rule[], style: Style): string {
  return rules
    .map(({ id, severity, field, what, why, mend }) =>
      [
        `${style('bold', id)} ${style(TONE[severity], severity)} ${style('dim', field)}`,
        `    ${what} ${why}`,
        `    ${style('accent', '→')} ${mend}`,
      ].join('\n'),
    )
    .join('\n');
}
