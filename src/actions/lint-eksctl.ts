import { createSchemaCheck, type SchemaCheck } from '../core/baseline/schema-check.ts';
import { mendFile } from '../core/eksctl/fix.ts';
import { unifiedDiff } from '../core/eksctl/line-diff.ts';
import { type Found, lintFile } from '../core/eksctl/lint.ts';
import { countFindings, type LintResult, type ToldFinding } from '../core/eksctl/result.ts';
import type { App, PolicyFile } from '../core/ports.ts';

export interface LintInput {
  /** Paths; `-` is standard input. */
  files: string[];
  /** Mend what can be mended safely. */
  fix: boolean;
}

export interface Linted extends LintResult {
  /** The files that --fix changes, with their new text. */
  mendedFiles: PolicyFile[];
}

/** Judges eksctl manifests; writes nothing. Errors: UnreadableFile. */
export async function lintEksctl({ policy }: Pick<App, 'policy'>, { files, fix }: LintInput): Promise<Linted> {
  const check = await createSchemaCheck(await policy.readSchemas());
  const result: Linted = { files: [], findings: [], fixed: [], counts: countFindings([]), mendedFiles: [] };
  // One after another: standard input can be read once, and errors come in the order of the arguments.
  for (const path of files) addFile(result, await policy.readUserFile(path), check, fix);
  return { ...result, counts: countFindings(result.findings) };
}

function addFile(result: Linted, file: PolicyFile, check: SchemaCheck, fix: boolean): void {
  const mended = mendFile(file, check);
  const { manifest, found, ...counts } = fix ? mended.after : lintFile(file, check);
  const diff = fix ? unifiedDiff(file.path, file.text, mended.text) : '';
  result.files.push({ file: file.path, ...counts, diff });
  result.findings.push(...toldFindings(found, fix ? [] : mended.withheld.map(placeText), fix));
  if (!fix) return;
  result.fixed.push(...mended.mended);
  if (mended.text !== file.text) result.mendedFiles.push({ path: file.path, text: mended.text });
}

/** Lines move when others are put in; this stays. */
const placeText = ({ document, finding: { rule, field, message } }: Found) =>
  JSON.stringify([document, rule, field, message]);

/** After --fix whatever still has a change was withheld; before it, what the trial withheld. */
function toldFindings(found: Found[], withheld: string[], fixed: boolean): ToldFinding[] {
  return found.map((one) => {
    const able = one.change !== undefined && one.finding.waived === null;
    const held = fixed || withheld.includes(placeText(one));
    return { ...one.finding, fix: able ? (held ? 'withheld' : 'possible') : null };
  });
}
