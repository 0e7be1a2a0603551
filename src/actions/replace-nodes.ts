import pLimit from 'p-limit';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { Emit } from '../core/events.ts';
import { desiredOf, templateData } from '../core/replace/desired.ts';
import type { GroupPlan, GroupResult, ReplaceOptions, ReplaceResult, Way } from '../core/replace/model.ts';
import { OUTCOMES } from '../core/replace/outcomes.ts';
import { endOf, problemTexts, progressText } from '../core/replace/problems.ts';
import { lookCommand } from '../core/replace/steps.ts';
import { follow } from './follow-replacement.ts';
import { type PlanInput, planReplacement, type ReplacePlan } from './plan-replacement.ts';
import type { ReplaceApp } from './planned-group.ts';

export interface ReplaceInput extends PlanInput {
  /** Whether it is done, and not only told. */
  execute: boolean;
  /** Whether nodes that nobody selected may go with their group, without a question. */
  wholeGroup: boolean;
  /** Whether `confirm` asks somebody. */
  asks: boolean;
  /** Groups at the same time. */
  concurrency: number;
  waitMinutes: number;
  pollSeconds: number;
}

export interface ReplaceIo {
  emit: Emit;
  signal: AbortSignal;
  confirm(plan: ReplacePlan): Promise<boolean>;
}

/**
 * Plans how nodes are replaced, and has AWS do it where that is asked for: one group after the other, and none after one that
 * failed. What is under way already is followed and not started again. Errors: those of the plan; PartOfGroup.
 */
export async function replaceNodes(app: ReplaceApp, input: ReplaceInput, io: ReplaceIo): Promise<ReplaceResult> {
  const plan = await planReplacement(app, input);
  for (const { title, warnings } of plan.groups)
    for (const text of warnings) io.emit({ type: 'warning', text: `${title}: ${text}` });
  const { excluded } = plan;
  if (!input.execute) return { executed: false, groups: plan.groups.map(planned), excluded };
  if (!input.wholeGroup && !input.asks) requireWholeGroups(plan.groups);
  const toDo = plan.groups.filter(({ state }) => state === 'ready' || state === 'inProgress');
  if (toDo.length > 0 && !(await io.confirm(plan)))
    return {
      executed: false,
      groups: plan.groups.map((each) => ({ ...planned(each), outcome: 'notStarted' })),
      excluded,
    };
  return { executed: true, groups: await replaceAll(app, input, io, plan.groups), excluded };
}

/** Nodes of the group that nobody selected; EKS and Auto Scaling replace them too. */
const others = ({ nodes }: Pick<GroupPlan, 'nodes'>) => nodes.filter(({ selected }) => !selected);

function requireWholeGroups(groups: GroupPlan[]): void {
  const partly = groups.filter((group) => group.state === 'ready' && others(group).length > 0);
  if (partly.length === 0) return;
  throw new WinhardenError({
    code: 'PartOfGroup',
    message: 'only some of the nodes of a group are selected, and a group is replaced as a whole',
    suggestions: [
      ...partly.map((group) => {
        const names = others(group).map(({ instanceId }) => instanceId);
        const more = names.length > 10 ? ` and ${names.length - 10} more` : '';
        return `${group.title} would lose ${names.slice(0, 10).join(', ')}${more} too`;
      }),
      'add --whole-group to replace them all, or select whole groups by their tags',
    ],
    exit: EXIT.usage,
  });
}

function planned({ state, way: _, open, ...plan }: GroupPlan): GroupResult {
  return { ...plan, outcome: OUTCOMES[state], id: open, percent: null, problems: [], look: null };
}

async function replaceAll(
  app: ReplaceApp,
  input: ReplaceInput,
  io: ReplaceIo,
  groups: GroupPlan[],
): Promise<GroupResult[]> {
  const limit = pLimit(input.concurrency);
  const until = new Date(app.clock.now().getTime() + input.waitMinutes * 60_000);
  let stopped = false;
  const work = async (plan: GroupPlan): Promise<GroupResult> => {
    if (plan.state === 'upToDate' || plan.state === 'refused') return planned(plan);
    if (stopped || io.signal.aborted) return { ...planned(plan), outcome: 'notStarted' };
    const result = await replaceGroup(app, input, io, plan, until);
    stopped ||= result.outcome !== 'replaced';
    return result;
  };
  return Promise.all(groups.map((plan) => limit(work, plan)));
}

async function replaceGroup(
  app: ReplaceApp,
  { options, where: { aws: where }, pollSeconds }: ReplaceInput,
  { emit, signal }: ReplaceIo,
  plan: GroupPlan,
  until: Date,
): Promise<GroupResult> {
  const { name, title } = plan;
  const tell = (text: string) => emit({ type: 'phase', text: `${title}: ${text}` });
  let id = plan.open;
  try {
    if (id === null) id = await begin(app, plan, options, tell);
    else tell('is replaced already; following');
    const old = plan.nodes.flatMap(({ instanceId, imageId }) => (imageId === plan.image ? [] : instanceId));
    const progress = await follow(app, name, id, { old, until, pollSeconds, signal, tell });
    const outcome = (progress && endOf(progress)) ?? 'inProgress';
    return {
      ...planned(plan),
      outcome,
      id,
      percent: progress?.percent ?? null,
      reason: outcome === 'failed' && progress ? progressText(progress) : null,
      problems: progress ? problemTexts(progress) : [],
      look: outcome === 'replaced' ? null : lookCommand(name, id, where),
    };
  } catch (error) {
    if (!(error instanceof WinhardenError)) throw error;
    const look = id === null ? null : lookCommand(name, id, where);
    const outcome = id === null ? ('failed' as const) : ('inProgress' as const);
    return { ...planned(plan), outcome, id, reason: error.message, problems: error.suggestions, look };
  }
}

/** Has AWS begin; the answer is the id of what goes on from now, whoever began it. */
async function begin(
  { replacements }: ReplaceApp,
  { name, way }: GroupPlan,
  { force, minHealthy, requireImdsV2 }: ReplaceOptions,
  tell: (text: string) => void,
): Promise<string> {
  const version = async ({ from, imageId, existing }: Exclude<Way, { by: 'nodegroup' }>) => {
    if (existing !== null) return existing;
    const made = await replacements.newVersion(from, templateData(from, imageId, requireImdsV2));
    tell(`made the version ${made} of the launch template ${from.id}`);
    return made;
  };
  let id: string | null = null;
  if (way?.by === 'nodegroup' && name.kind === 'nodegroup') {
    const { by: _, ...versions } = way;
    id = await replacements.startUpdate({ cluster: name.cluster, nodegroup: name.nodegroup, force, ...versions });
  } else if (way?.by === 'nodegroupTemplate' && name.kind === 'nodegroup') {
    const template = { id: way.from.id, version: await version(way) };
    id = await replacements.startUpdate({ cluster: name.cluster, nodegroup: name.nodegroup, force, template });
  } else if (way?.by === 'refresh' && name.kind === 'scalingGroup') {
    const desired = desiredOf({ id: way.from.id, mixed: way.mixed }, await version(way));
    id = await replacements.startRefresh({ group: name.group, desired, minHealthy, autoRollback: way.autoRollback });
  }
  if (id !== null) {
    tell(`begun as ${id}`);
    return id;
  }
  const open =
    name.kind === 'nodegroup'
      ? await replacements.openUpdate(name.cluster, name.nodegroup)
      : name.kind === 'scalingGroup' && (await replacements.openRefresh(name.group));
  if (open) return open.id;
  throw new WinhardenError({
    code: 'GroupBusy',
    message: 'AWS says that it is being changed, and tells of no update or refresh that is under way',
    suggestions: ['wait a minute and start again'],
  });
}
