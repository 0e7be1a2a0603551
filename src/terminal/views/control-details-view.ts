import type { ShownBaseline } from '../../actions/show-baseline.ts';
import type { ResolvedControl } from '../../core/baseline/model.ts';
import { alsoMeets } from '../../core/baseline/references.ts';
import { conditionText } from '../../core/present/condition-text.ts';
import { printableLine } from '../../core/present/printable.ts';
import { requirementText, valueText } from '../../core/present/values.ts';
import type { Style } from '../style.ts';
import { addressText } from './baseline-show-view.ts';

/** All that is known of each control, a line for each fact. */
export function controlDetailsView({ controls }: ShownBaseline, style: Style): string {
  return controls.map((control) => details(control, style)).join('\n\n');
}

function details(control: ResolvedControl, style: Style): string {
  const head = style('bold', printableLine(`${control.id} ${control.title}`));
  const facts = factsOf(control).filter(([, text]) => text !== '');
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, text]) => `  ${style('dim', name.padEnd(width))}  ${printableLine(text)}`);
  return [head, ...lines].join('\n');
}

function factsOf(control: ResolvedControl): [string, string][] {
  const { benchmark, level, severity = '', when, kind, address, expect, set, risk = '', reboot } = control;
  return [
    ['benchmark', benchmark],
    ['level', [level, severity].filter(Boolean).join(', severity ')],
    ['nodes', when ? conditionText([when]) : ''],
    ['kind', kind],
    ['where', addressText(address)],
    ['required', requirementText(expect)],
    ['apply writes', set === null ? '' : valueText(set)],
    ['out of the box', control.default === undefined ? '' : valueText(control.default)],
    ['protects', control.protects ?? ''],
    ['risk', `${risk}${reboot ? ', takes effect after a restart' : ''}`],
    ['may break', control.breaks ?? ''],
    ['manual', control.reason ?? ''],
    ['opt-in', control.optIn ? 'only where it is included' : ''],
    ...(control.guard ?? []).map((guard): [string, string] => [
      'held back',
      `${guard.when ? conditionText([guard.when]) : 'on every node'}: ${guard.reason}`,
    ]),
    ...(control.overlay ?? []).map(({ overlay, effect, when: where, reason }): [string, string] => [
      `overlay ${overlay}`,
      `${effect} on ${conditionText([where])}: ${reason}`,
    ]),
    ['also meets', alsoMeets(control).join(', ')],
    ['speaks of the same', sameSetting(control)],
    ['NIST SP 800-53', (control.nist ?? []).join(', ')],
    ['sources', control.sources.join(', ')],
    ['dissent', control.dissent ?? ''],
  ];
}

/** Controls of other benchmarks on the same setting that are not met by this one. */
function sameSetting({ references = [] }: ResolvedControl): string {
  return references
    .filter(({ met }) => !met)
    .map(({ benchmark, control }) => `${control} of ${benchmark}`)
    .join(', ');
}
