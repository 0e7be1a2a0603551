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
];

/** A field that no spreadsheet takes for a formula (OWASP, "CSV Injection"). */
function field(value: unknown): string {
  const text = printable(String(value ?? ''));
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** One line per node and control (RFC 4180). */
export function csv({ result, reports }: ShownRun): string {
  const controls = new Map(result.controls.map((control) => [control.id, control]));
  const rows = reports.flatMap(({ node, controls: results }) =>
    results.map((control) => {
      const { id, status, withoutWaiver, found, required } = control;
      const { level, title, alsoMeets = [] } = controls.get(id) ?? { level: '', title: '' };
      const { instanceId, computerName, release } = node;
      const values = [valueText(found), requirementText(required), messageOf(result, node, control)];
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
      ];
    }),
  );
  return [HEAD, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}
