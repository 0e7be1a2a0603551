import { createHash } from 'node:crypto';
import { type ResolvedControl, RISKS } from '../baseline/model.ts';
import { normalWhen } from '../baseline/when.ts';
import { asciiJson } from './ascii-json.ts';
import { foldControls, type Group, KIND_ORDER, type PlanRow } from './fold.ts';
import type { NodeConduct, Plan, Waiver } from './model.ts';

export interface PlanParts {
  baseline: string;
  controls: ResolvedControl[];
  waivers: Waiver[];
  conduct: NodeConduct;
}

/** The node plan's text, one control a line, and its SHA-256 with the hash field empty. docs/formats.md, "The node plan". */
export function planText(parts: PlanParts): { text: string; hash: string } {
  const groups = foldControls(parts.controls).map(groupText);
  const waivers = parts.waivers.map(waiverText);
  const { controls } = parts;
  const head = asciiJson({
    ...conductText(parts.conduct),
    risks: risksOf(controls),
    reboot: rebootingOf(controls),
  }).slice(1, -1);
  const body = `,${head},"groups":${block(groups)},"waivers":${block(waivers)}}`;
  const withHash = (hash: string) => `{"format":1,"baseline":${asciiJson(parts.baseline)},"hash":"${hash}"${body}`;
  const hash = createHash('sha256').update(withHash('')).digest('hex');
  return { text: withHash(hash), hash };
}

/** The plan without its controls: a rollback goes by the node's backup, and needs only to know whose run it undoes. */
export function planHead(plan: Plan): string {
  const { baseline, hash } = plan;
  return asciiJson({ format: 1, baseline, hash, ...conductText(plan), risks: {}, reboot: [], groups: [], waivers: [] });
}

function conductText({ vitalServices, settleSeconds, keepBackups, allowDomainControllers }: NodeConduct) {
  return {
    vitalServices,
    settleSeconds,
    keepBackups,
    ...(allowDomainControllers ? { allowDomainControllers } : {}),
  };
}

/** Control ids by the worst that applying them can do; the node applies the harmless ones, which are not listed, first. */
function risksOf(controls: ResolvedControl[]): Record<string, string[]> {
  const worst = new Map<string, number>();
  for (const { id, risk = 'none' } of controls) {
    worst.set(id, Math.max(worst.get(id) ?? 0, RISKS.indexOf(risk)));
  }
  const byRisk = RISKS.slice(1).map((risk, i) => [risk, [...worst].filter(([, rank]) => rank === i + 1)] as const);
  return Object.fromEntries(
    byRisk.filter(([, found]) => found.length > 0).map(([risk, found]) => [risk, found.map(([id]) => id)]),
  );
}

/** Controls that take effect after a restart only. */
function rebootingOf(controls: ResolvedControl[]): string[] {
  return [...new Set(controls.filter(({ reboot }) => reboot).map(({ id }) => id))];
}

function block(lines: string[]): string {
  return lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}]`;
}

function groupText({ when, kinds }: Group): string {
  const parts = KIND_ORDER.flatMap((kind) => {
    const rows = kinds.get(kind);
    return rows ? [`"${kind}":${block(kind === 'registry' ? registryText(rows) : rows.map(rowText))}`] : [];
  });
  return `{${[`"when":${asciiJson(when)}`, ...parts].join(',\n')}}`;
}

function rowText({ row }: PlanRow): string {
  return asciiJson(row);
}

/** Values of one key stand together below it, keys in the order of their first value. */
function registryText(rows: PlanRow[]): string[] {
  const keys = new Map<string, string[]>();
  for (const { row, place = ['', ''] } of rows) {
    const head = asciiJson(place).slice(0, -1);
    keys.set(head, [...(keys.get(head) ?? []), asciiJson(row)]);
  }
  return [...keys].map(([head, values]) => `${head},\n${values.join(',\n')}]`);
}

function waiverText({ controls, when = {}, reason, expires }: Waiver): string {
  const condition = Object.keys(when).length > 0 ? { when: normalWhen(when) } : {};
  return asciiJson({ controls, ...condition, reason, ...(expires ? { expires } : {}) });
}
