import { renderDocument } from '../core/document/render-document.ts';
import { EXIT, WinhardenError } from '../core/errors.ts';
import type { Fleet, Selector } from '../core/fleet/model.ts';
import { selectNodes } from '../core/fleet/select-nodes.ts';
import { parseSelector, type RawSelector } from '../core/fleet/selector.ts';
import type { App, Association, AssociationContent, Associations, Tag } from '../core/ports.ts';
import { associationName, changed, emptyContent } from '../core/schedule/content.ts';
import { differencesOf, partsOf } from '../core/schedule/differences.ts';
import type { Danger, ScheduleChange, ScheduleSettings } from '../core/schedule/model.ts';
import { runsFromNow } from '../core/schedule/next-runs.ts';
import { targetsOf, WHOLE_ACCOUNT } from '../core/schedule/targets.ts';
import { openPolicy, type PlanChoice } from './make-plan.ts';

export type ScheduleApp = Pick<App, 'policy' | 'today' | 'engine' | 'inventory' | 'documents' | 'bucket' | 'clock'> & {
  associations: Associations;
};

/** What a schedule is to be; null leaves a part as it is. */
export interface ScheduleAsk {
  name: string;
  what: (PlanChoice & { operation: 'audit' | 'apply' }) | null;
  targets: RawSelector | 'all' | null;
  settings: ScheduleSettings;
}

export interface PlannedChange extends ScheduleChange {
  /** What there is. */
  association: Association | null;
  /** What is to be published; null leaves the document. */
  document: { name: string; content: string } | null;
}

/** The schedule of this name, or null. Errors: InvalidScheduleName, DuplicateSchedule. */
export async function findSchedule({ associations }: ScheduleApp, name: string): Promise<Association | null> {
  const [one, other] = await associations.named(associationName(name));
  if (!one) return null;
  if (!other) return associations.read(one.id);
  throw new WinhardenError({
    code: 'DuplicateSchedule',
    message: `there are several associations of the name ${one.name}: ${one.id} and ${other.id}`,
    suggestions: [`delete one: aws ssm delete-association --association-id ${other.id}`],
  });
}

/** Errors: those of `findSchedule`, NoSuchSchedule. */
export async function requireSchedule(app: ScheduleApp, name: string): Promise<Association> {
  const association = await findSchedule(app, name);
  if (association) return association;
  throw new WinhardenError({
    code: 'NoSuchSchedule',
    message: `there is no schedule "${name}" in this account and Region`,
    suggestions: ['winharden schedule list shows those that there are', 'check --region and --profile'],
  });
}

/**
 * What has to be done so that a schedule is as asked: from what there is (`onto`) or from nothing but the defaults.
 * Looks and changes nothing.
 */
export async function planSchedule(
  app: ScheduleApp,
  ask: ScheduleAsk,
  association: Association | null,
  onto: AssociationContent = emptyContent(ask.name),
): Promise<PlannedChange> {
  const targets = ask.targets === null ? null : await resolve(app, ask.targets);
  const policy = ask.what && (await openDocument(app, ask.what, targets?.fleet ?? null));
  const base = {
    ...onto,
    ...(targets && { targets: targets.targets }),
    ...(policy && { document: policy.content.document, parameters: keptReboot(policy.content.parameters, onto) }),
  };
  const content = changed(base, ask.settings);
  const differences = association ? differencesOf(association.content, content) : partsOf(content);
  if (content.s3) await app.bucket.check(content.s3.bucket, content.s3.prefix);
  const nextRuns = runsFromNow(content, app.clock.now());
  if (nextRuns.length === 0 && content.expression !== association?.expression) throw isOver(content);
  const action = !association ? 'create' : differences.length > 0 ? 'update' : 'unchanged';
  return {
    name: ask.name,
    action,
    content,
    differences,
    tags: policy && [...policy.tags, { key: 'winharden:schedule', value: ask.name }],
    nodes: targets && {
      ids: targets.fleet.nodes.map(({ instanceId }) => instanceId),
      excluded: targets.fleet.excluded,
    },
    dangers: action === 'unchanged' ? [] : dangersOf(ask, targets?.fleet),
    runsAtOnce: action !== 'unchanged' && !content.onlyAtCron,
    nextRuns,
    warnings: [...(targets?.fleet.warnings ?? []), ...(policy?.warnings ?? []), ...noBucket(content)],
    association,
    document: policy?.document ?? null,
  };
}

/** Whether nodes restart is said apart from what they are held to. */
function keptReboot(parameters: AssociationContent['parameters'], onto: AssociationContent) {
  const reboot = parameters['Reboot'] && onto.parameters['Reboot'];
  return reboot ? { ...parameters, Reboot: reboot } : parameters;
}

function dangersOf({ what, targets }: ScheduleAsk, fleet: Fleet | undefined): Danger[] {
  const dangers: Danger[] = [];
  if (fleet && fleet.nodes.length === 0) dangers.push('no-nodes');
  if (what?.operation === 'apply' && what.allowDomainControllers) dangers.push('domain-controllers');
  if (targets === 'all') dangers.push('whole-account');
  return dangers;
}

/** One that was made in time may stay in a file of schedules for ever. */
const isOver = ({ expression }: AssociationContent) =>
  new WinhardenError({
    code: 'InvalidSchedule',
    message: `the time ${expression} is over, so that it would never run`,
    suggestions: ['give a time to come, in UTC'],
    exit: EXIT.usage,
  });

const noBucket = ({ s3 }: AssociationContent) =>
  s3
    ? []
    : ['without a bucket nobody keeps what the nodes report: State Manager has a summary of it only; add --bucket'];

interface Resolved {
  targets: AssociationContent['targets'];
  fleet: Fleet;
}

async function resolve(app: ScheduleApp, asked: RawSelector | 'all'): Promise<Resolved> {
  if (asked === 'all') return { targets: WHOLE_ACCOUNT, fleet: await everyNode(app) };
  const selector = parseSelector(asked);
  const fleet = await nodesNow(app, selector);
  return { targets: targetsOf(selector, fleet.nodes.length + fleet.excluded.length > 0 ? fleet : null), fleet };
}

async function everyNode({ inventory }: ScheduleApp): Promise<Fleet> {
  const nodes = await inventory.nodesByTags([]);
  const ready = nodes.filter(({ platformType }) => platformType === 'Windows');
  return {
    warnings: [],
    nodes: ready.map((node) => ({ ...node, platform: node.platformName, tags: {} })),
    excluded: nodes
      .filter((node) => !ready.includes(node))
      .map(({ instanceId, platformName }) => ({ instanceId, reason: `not Windows: ${platformName}` })),
  };
}

/** A schedule may be for nodes that are yet to come, so that none is no error. */
async function nodesNow({ inventory }: ScheduleApp, selector: Selector): Promise<Fleet> {
  try {
    return await selectNodes(inventory, selector);
  } catch (error) {
    if (error instanceof WinhardenError && ['NoNodesMatched', 'NoNodesReady'].includes(error.code))
      return { nodes: [], excluded: [], warnings: [] };
    throw error;
  }
}

interface OpenDocument {
  content: Pick<AssociationContent, 'document' | 'parameters'>;
  document: { name: string; content: string };
  tags: Tag[];
  warnings: string[];
}

async function openDocument(
  app: ScheduleApp,
  what: NonNullable<ScheduleAsk['what']>,
  fleet: Fleet | null,
): Promise<OpenDocument> {
  const { operation } = what;
  const [policy, engine] = await Promise.all([openPolicy(app, what), app.engine.read()]);
  if (policy.byTags && !fleet) throw tagsNeedTargets();
  const { plan, warnings } = policy.plan(policy.byTags ? fleet?.nodes : undefined);
  const document = await renderDocument({ plan, operation, engine });
  const published = await app.documents.describe(document.name, document.hash);
  const version = typeof published === 'string' ? null : published.version;
  const parameters: Record<string, string[]> = { ReportEncoding: ['gzip'] };
  if (operation === 'apply') parameters['Reboot'] = ['never'];
  return {
    content: { document: { name: document.name, version }, parameters },
    document,
    tags: [
      { key: 'winharden:managed', value: 'true' },
      { key: 'winharden:operation', value: operation },
      { key: 'winharden:baseline', value: plan.baseline },
      { key: 'winharden:plan', value: plan.hash },
    ],
    warnings: [...warnings, ...(policy.byTags ? [BY_TAGS] : [])],
  };
}

const BY_TAGS =
  'waivers that go by tags hold for the nodes of today: update the schedule for those to come, or say it with `when`';

const tagsNeedTargets = () =>
  new WinhardenError({
    code: 'TargetsNeeded',
    message: 'waivers of winharden.yaml go by tags, so that the nodes have to be named with the baseline',
    suggestions: ['add the --tag, --instance-id or --resource-group of the schedule'],
    exit: EXIT.usage,
  });
