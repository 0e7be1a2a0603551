import type { ShownRun } from './model.ts';
import { printable } from './printable.ts';
import { requirementText, valueText } from './values.ts';
import { messageOf } from './waiver-text.ts';

const HEAD = [
  'instanceId',
  'computerName',
  'release',
  'control',
  'level',
  'title',
  'status',
  'withoutWaiver',
  'found',
  'required',
  'message',
  'alsoMeets',
  'nist',
];

/** A field that no spreadsheet takes for a formula (OWASP, "CSV Injection"). */
function field(value: unknown): string {
  const text = printable(String(value ?? ''));
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** One record, whatever is in its fields. */
export const csvLine = (values: readonly unknown[]): string => `${values.map(field).join(',')}\r\n`;

/** Rows as RFC 4180 has them. */
export const csvLines = (rows: readonly unknown[][]): string => rows.map(csvLine).join('');

/**
 * One line per node and control (RFC 4180). Further columns where there is something to say in them: where the node is, in a run over
 * several accounts or Regions, and whether its report is verified and came in time, where some did not.
 */
export function csv({ result, reports }: ShownRun): string {
  const locations = new Map(result.nodes.outcomes.map(({ instanceId, location }) => [instanceId, location]));
  const located = result.nodes.outcomes.some(({ location }) => location !== undefined);
  const remarks = new Map(
    result.nodes.outcomes.flatMap(({ instanceId, report }) => {
      const words = [...(report?.late ? ['late'] : []), ...(report?.unverified ? ['unverified'] : [])];
      return words.length > 0 ? [[instanceId, words.join(', ')] as const] : [];
    }),
  );
  const controls = new Map(result.controls.map((control) => [control.id, control]));
  const rows = reports.flatMap(({ node, controls: results }) =>
    results.map((control) => {
      const { id, status, withoutWaiver, found, required } = control;
      const { level, title, alsoMeets = [], nist = [] } = controls.get(id) ?? { level: '', title: '' };
      const { instanceId, computerName, release } = node;
      const values = [valueText(found), requirementText(required), messageOf(result, node, control)];
      const where = [
        ...(located ? [locations.get(instanceId)] : []),
        ...(remarks.size > 0 ? [remarks.get(instanceId) ?? 'verified'] : []),
      ];
      return [
        instanceId,
        computerName,
        release,
        id,
        level,
        title,
        status,
        withoutWaiver,
        ...values,
        alsoMeets.join('; '),
        nist.join('; '),
        ...where,
      ];
    }),
  );
  const head = [...HEAD, ...(located ? ['location'] : []), ...(remarks.size > 0 ? ['report'] : [])];
  return csvLines([head, ...rows]);
}
