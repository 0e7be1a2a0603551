import type { Rule } from './model.ts';
import type { LintResult, ToldFinding } from './result.ts';
import { RULES } from './rules.ts';

/** Findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines of a change. */
export function sarifOf({ findings }: Pick<LintResult, 'findings'>, version: string) {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'winharden', version, rules: RULES.map(sarifRule) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map(sarifResult),
      },
    ],
  };
}

function sarifRule({ id, severity, field, what, why, mend }: Rule) {
  return {
    id,
    shortDescription: { text: what },
    fullDescription: { text: `${what} ${why}` },
    help: { text: `${mend} The field is ${field}.` },
    defaultConfiguration: { level: severity },
  };
}

function sarifResult({ rule, severity, file, line, column, field, message, mend, waived }: ToldFinding) {
  const place = { artifactLocation: { uri: uriOf(file) }, region: { startLine: line, startColumn: column } };
  const logical = field === '' ? {} : { logicalLocations: [{ fullyQualifiedName: field }] };
  return {
    ruleId: rule,
    ruleIndex: RULES.findIndex(({ id }) => id === rule),
    level: severity,
    message: { text: `${message}. ${mend}` },
    locations: [{ physicalLocation: place, ...logical }],
    ...(waived !== null && { suppressions: [{ kind: 'inSource', justification: waived }] }),
  };
}

/** A path as a URI: relative ones stay relative. */
function uriOf(path: string): string {
  const slashed = path.replaceAll('\\', '/').replace(/^\.\//, '');
  const escaped = encodeURI(slashed).replaceAll('?', '%3F').replaceAll('#', '%23');
  return slashed.startsWith('/') ? `file://${escaped}` : escaped;
}
