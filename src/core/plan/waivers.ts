import { matchesControl } from '../baseline/control-pattern.ts';
import type { ResolvedControl, When } from '../baseline/model.ts';
import type { NodeChoice, PolicyWaiver } from '../baseline/policy.ts';
import { implies, normalWhen } from '../baseline/when.ts';
import type { TaggedNode, Waiver, WaiverRecord } from './model.ts';

/** The reason of the waivers that opt-in controls travel as: such a control is not asked for, which is no exception. */
export const NOT_CHOSEN = 'opt-in: not chosen';

export interface Judged {
  /** Those that a node goes by. */
  valid: Waiver[];
  records: WaiverRecord[];
  warnings: string[];
}

/**
 * Tells the waivers of people that hold from those that do not, because their last day is over, no control has such an id or no
 * node such a tag. Tags become the ids of `nodes`; where no nodes are known, waivers that go by tags are left out.
 */
export function judgeWaivers(
  waivers: PolicyWaiver[],
  ids: Iterable<string>,
  today: string,
  nodes?: TaggedNode[],
): Judged {
  const known = [...ids];
  const judged = waivers.map((waiver) => judge(waiver, known, today, nodes));
  return {
    valid: judged.filter(({ record }) => record.state === 'inForce').map(({ record: { state, ...waiver } }) => waiver),
    records: judged.map(({ record }) => record),
    warnings: judged.flatMap(({ warnings }) => warnings),
  };
}

function judge({ nodes: choice, ...written }: PolicyWaiver, known: string[], today: string, nodes?: TaggedNode[]) {
  const strange = written.controls.filter((pattern) => !known.some((id) => matchesControl(pattern, id)));
  const chosen = choice && idsOf(choice, nodes);
  const waiver: Waiver = { ...written, ...(chosen && { when: { ...written.when, instanceId: chosen } }) };
  if (isExpired(written, today)) {
    const warning = `the ${calledWaiver(waiver)} ${expiry(written)}: enforced again`;
    return { record: { ...waiver, state: 'expired' as const }, warnings: [warning] };
  }
  const nobody = chosen?.length === 0 ? [nobodyText(waiver, nodes)] : [];
  const unused = nobody.length > 0 || strange.length === written.controls.length;
  return {
    record: { ...waiver, state: unused ? ('unused' as const) : ('inForce' as const) },
    warnings: [...strange.map(strangeText), ...nobody],
  };
}

/** Which nodes are meant, as far as that is known. */
function idsOf({ tags, instanceIds }: NodeChoice, nodes: TaggedNode[] = []): string[] {
  if (!tags) return instanceIds ?? [];
  const tagged = nodes.filter((node) => Object.entries(tags).every(([key, value]) => hasTag(node, key, value)));
  return tagged.map(({ instanceId }) => instanceId).filter((id) => instanceIds?.includes(id) ?? true);
}

function hasTag({ tags }: TaggedNode, key: string, wanted: string | string[]): boolean {
  const value = tags[key];
  return value !== undefined && [wanted].flat().includes(value);
}

/** Whether a waiver's last day is over. */
export function isExpired({ expires }: Pick<Waiver, 'expires'>, today: string): boolean {
  return expires !== undefined && expires < today;
}

/** `expired on 2026-01-31` */
export function expiry({ expires = '' }: Pick<Waiver, 'expires'>): string {
  return `expired on ${expires}`;
}

/** `waiver of Ops for 2.2.22, 18.*` */
export function calledWaiver({ owner, controls }: Pick<Waiver, 'owner' | 'controls'>): string {
  return `waiver${owner ? ` of ${owner}` : ''} for ${controls.join(', ')}`;
}

function strangeText(pattern: string): string {
  return `the waiver for ${pattern} matches no control of this baseline`;
}

function nobodyText(waiver: Waiver, nodes: TaggedNode[] | undefined): string {
  const called = `the ${calledWaiver(waiver)}`;
  return nodes === undefined
    ? `${called} goes by tags, which only a run over nodes knows: it is left out here`
    : `${called} is for tags that none of the selected nodes carries`;
}

/** Opt-in controls that nobody chose travel as waivers, one for each condition. */
export function optInWaivers(controls: ResolvedControl[], include: string[]): Waiver[] {
  const byCondition = new Map<string, Waiver & { controls: string[] }>();
  for (const { id, when } of controls.filter(({ optIn, id }) => optIn && !include.includes(id))) {
    const condition = normalWhen(when);
    const key = JSON.stringify(condition);
    const waiver = byCondition.get(key) ?? { controls: [], when: condition, reason: NOT_CHOSEN };
    if (!waiver.controls.includes(id)) waiver.controls.push(id);
    byCondition.set(key, waiver);
  }
  return [...byCondition.values()];
}

type Covering = Pick<Waiver, 'controls'> & { when?: When; nodes?: NodeChoice };

/** The controls that are not waived wherever they apply. */
export function enforced(controls: ResolvedControl[], waivers: Covering[]): ResolvedControl[] {
  return controls.filter((control) => !waivers.some((waiver) => covers(waiver, control)));
}

function covers(waiver: Covering, { id, when }: ResolvedControl): boolean {
  return (
    waiver.nodes === undefined &&
    implies(when, waiver.when) &&
    waiver.controls.some((pattern) => matchesControl(pattern, id))
  );
}
