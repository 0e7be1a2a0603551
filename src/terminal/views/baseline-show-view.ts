import type { ShownBaseline } from '../../actions/show-baseline.ts';
import type { Address, ResolvedControl } from '../../core/baseline/model.ts';
import { alsoMeets } from '../../core/baseline/references.ts';
import { printableLine } from '../../core/present/printable.ts';
import { requirementText, valueText } from '../../core/present/values.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';

/** Where a setting lives, as an administrator would write it. */
export function addressText(address: Address | null): string {
  if (address === null) return '';
  if ('hive' in address) return `${address.hive}\\${address.key}\\${address.name}`;
  if ('source' in address) return `${'product' in address ? address.product : address.name} from ${address.source}`;
  return Object.values(address).map(valueText).join(' ');
}

function row(control: ResolvedControl): Cell[] {
  const { id, level, severity, title, kind, address, expect, set, reason, optIn, guard, overlay, nist = [] } = control;
  const laid = (overlay ?? []).map(({ overlay: name, effect }) => `${effect} by ${name}`);
  const marks = [level, ...(optIn ? ['opt-in'] : []), ...(guard ? ['guarded'] : []), ...laid].join(' ');
  const required = kind === 'manual' ? (reason ?? '') : requirementText(expect);
  const writes = set === null ? '' : valueText(set);
  const where = addressText(address);
  return [
    id,
    marks,
    severity ?? '',
    kind,
    required,
    writes,
    title,
    where,
    alsoMeets(control).join(', '),
    nist.join(' '),
  ];
}

/** One line per control and address. */
export function baselineShowView({ baseline, title, os, controls }: ShownBaseline, style: Style): string {
  const ids = new Set(controls.map(({ id }) => id)).size;
  const where = os ? ` on Windows Server ${os}` : '';
  const head = style('bold', printableLine(`${baseline}: ${title}${where}, ${ids} controls`));
  const columns = [
    'control',
    'level',
    'severity',
    'kind',
    'required',
    'apply writes',
    'title',
    'where',
    'also meets',
    'NIST 800-53',
  ];
  return `${head}\n\n${table(columns, controls.map(row), style)}`;
}
