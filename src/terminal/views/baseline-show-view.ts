import type { ShownBaseline } from '../../actions/show-baseline.ts';
import type { Address, ResolvedControl } from '../../core/baseline/model.ts';
import { alsoMeets } from '../../core/baseline/references.ts';
import { printableLine } from '../../core/present/printable.ts';
import { requirementText, valueText } from '../../core/present/values.ts';
import type { Style } from '../style.ts';
import { type Cell, table } from '../table.ts';

/** Where a setting lives, as an administrator would write it. */
function addressText(address: Address | null): string {
  if (address === null) return '';
  if ('hive' in address) return `${address.hive}\\${address.key}\\${address.name}`;
  return Object.values(address).map(valueText).join(' ');
}

function row(control: ResolvedControl): Cell[] {
  const { id, level, title, kind, address, expect, set, reason, optIn, guard } = control;
  const marks = [level, ...(optIn ? ['opt-in'] : []), ...(guard ? ['guarded'] : [])].join(' ');
  const required = kind === 'manual' ? (reason ?? '') : requirementText(expect);
  return [
    id,
    marks,
    kind,
    required,
    set === null ? '' : valueText(set),
    title,
    addressText(address),
    alsoMeets(control).join(', '),
  ];
}

/** One line per control and address. */
export function baselineShowView({ baseline, title, os, controls }: ShownBaseline, style: Style): string {
  const ids = new Set(controls.map(({ id }) => id)).size;
  const where = os ? ` on Windows Server ${os}` : '';
  const head = style('bold', printableLine(`${baseline}: ${title}${where}, ${ids} controls`));
  const columns = ['control', 'level', 'kind', 'required', 'apply writes', 'title', 'where', 'also meets'];
  return `${head}\n\n${table(columns, controls.map(row), style)}`;
}
