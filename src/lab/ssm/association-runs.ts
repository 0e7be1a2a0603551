import { createHash, randomUUID } from 'node:crypto';
import type { LabNode } from '../fleet.ts';
import { executionSeconds } from '../node/execution-timeout.ts';
import type { World } from '../world.ts';
import { readSchedule } from './association-schedule.ts';
import { latestVersion, type StoredAssociation } from './association-store.ts';
import { documentVersion } from './check-association.ts';
import { type Command, ENDED, type Invocation, tallyOf } from './command-store.ts';
import { dispatch, settle } from './dispatch.ts';
import { contentOf } from './document-content.ts';
import { findDocument, findVersion } from './find-document.ts';
import { nodesByTargets } from './targets.ts';

const DELIVERY_SECONDS = 3600;

/** Stops waiting for the next run of an association. */
const waiting = new WeakMap<World, Map<string, () => void>>();

/** Has an association wait for its next run. What a stopped lab missed is made up for at once, and once only. */
export function awaitNextRun(world: World, id: string): void {
  const cancels = waiting.get(world) ?? new Map<string, () => void>();
  waiting.set(world, cancels);
  cancels.get(id)?.();
  cancels.delete(id);
  const due = nextDue(world.associations.get(id));
  if (!due) return;
  const now = world.clock.now();
  const from = Math.max(now.getTime(), Date.parse(world.associations.get(id)?.lastDue ?? '1970'));
  const seconds = Math.max(0, (due.getTime() - from) / 1000);
  cancels.set(
    id,
    world.clock.after(seconds, () => comeDue(world, id, due)),
  );
}

function nextDue(association: StoredAssociation | undefined): Date | undefined {
  if (!association) return undefined;
  const { content, created } = latestVersion(association);
  if (content.ScheduleExpression === undefined) return undefined;
  const since = new Date(created);
  const after = new Date(association.lastDue ?? created);
  return readSchedule(content.ScheduleExpression)(after > since ? after : since, since, content.ScheduleOffset ?? 0);
}

function comeDue(world: World, id: string, due: Date): void {
  const association = world.associations.get(id);
  if (!association) return;
  const now = world.clock.now();
  world.associations.save({ ...association, lastDue: (due > now ? due : now).toISOString() });
  runAssociation(world, id);
  awaitNextRun(world, id);
}

/** Runs an association now, on the nodes that its targets mean now; an earlier run that has not ended is timed out. */
export function runAssociation(world: World, id: string, only?: LabNode): void {
  const association = world.associations.get(id) as StoredAssociation;
  const { content, version } = latestVersion(association);
  const nodes = only ? [only] : nodesByTargets(world, content.Targets ?? []);
  if (!only) for (const execution of association.executions) endOpen(world, execution.id, 'TimedOut');
  const command = commandFor(world, association);
  const invocations = new Map(nodes.map((node) => [node.instanceId, newInvocation(node)]));
  world.commands.add({ command, invocations, tally: tallyOf(invocations) });
  world.associations.save({ ...association, executions: [...association.executions, { id: command.id, version }] });
  dispatch(world, command.id);
  if (content.Duration !== undefined)
    world.clock.after(content.Duration * 3600, () => endOpen(world, command.id, 'Cancelled'));
}

/** A node that has just come runs what its tags associate it with, unless that is for the times of the schedule only. */
export function welcome(world: World, node: LabNode): void {
  for (const association of world.associations.all()) {
    const { content } = latestVersion(association);
    const isTarget = nodesByTargets(world, content.Targets ?? []).includes(node);
    if (isTarget && content.ApplyOnlyAtCronInterval !== true) runAssociation(world, association.id, node);
  }
}

function endOpen(world: World, commandId: string, status: 'TimedOut' | 'Cancelled'): void {
  const record = world.commands.get(commandId);
  if (!record || ENDED.has(record.command.status)) return;
  for (const { instanceId, status: before } of record.invocations.values())
    if (!ENDED.has(before)) world.commands.setInvocation(commandId, instanceId, { status, details: status });
  settle({ world, id: commandId, record });
}

function commandFor(world: World, association: StoredAssociation): Command {
  const { content } = latestVersion(association);
  const document = findDocument(world, content.Name ?? '');
  const version = findVersion(document, documentVersion(content));
  const requested = world.clock.now();
  const total = DELIVERY_SECONDS + executionSeconds(contentOf(version), content.Parameters ?? {});
  const { OutputS3BucketName = '', OutputS3KeyPrefix = '' } = content.OutputLocation?.S3Location ?? {};
  return {
    id: randomUUID(),
    association: { id: association.id, run: requested.toISOString().replaceAll(':', '-') },
    documentName: document.name,
    documentVersion: version.version,
    comment: '',
    parameters: content.Parameters ?? {},
    instanceIds: [],
    targets: content.Targets ?? [],
    requested: requested.toISOString(),
    expires: new Date(requested.getTime() + total * 1000).toISOString(),
    timeoutSeconds: DELIVERY_SECONDS,
    maxConcurrency: content.MaxConcurrency ?? '100%',
    maxErrors: content.MaxErrors ?? '100%',
    bucket: OutputS3BucketName,
    prefix: OutputS3KeyPrefix,
    status: 'Pending',
    details: 'Pending',
  };
}

const newInvocation = ({ instanceId, name }: LabNode): Invocation => ({
  instanceId,
  instanceName: name,
  status: 'Pending',
  details: 'Pending',
  steps: [],
});

/** The id under which one target's output is found: State Manager has a command of its own for each. */
export function outputId(executionId: string, instanceId: string): string {
  const hex = createHash('sha256')
    .update(executionId + instanceId)
    .digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
