import type {
  Association,
  AssociationDescription,
  AssociationFilter,
  AssociationOverview,
  DescribeAssociationRequest,
  DescribeAssociationResult,
  ListAssociationsRequest,
  ListAssociationsResult,
  ListAssociationVersionsRequest,
  ListAssociationVersionsResult,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../protocol/error.ts';
import { page } from '../protocol/page.ts';
import type { World } from '../world.ts';
import { latestVersion, type StoredAssociation } from './association-store.ts';
import type { CommandRecord } from './command-store.ts';
import { executionStatus } from './describe-association-executions.ts';
import { findAssociation } from './find-association.ts';

const PAGE = 50;

export function describeAssociation(world: World, input: DescribeAssociationRequest): DescribeAssociationResult {
  const association = findAssociation(world, input.AssociationId);
  const wanted = input.AssociationVersion;
  if (wanted === undefined || wanted === '$LATEST') return { AssociationDescription: describe(world, association) };
  const versions = association.versions.filter(({ version }) => version === wanted);
  if (versions.length === 0)
    throw new AwsError('InvalidAssociationVersion', `The version you specified isn't valid: ${wanted}`);
  return { AssociationDescription: describe(world, { ...association, versions }) };
}

export function describe(world: World, association: StoredAssociation): AssociationDescription {
  const { version, created, content } = latestVersion(association);
  const runs = runsOf(world, association);
  const succeeded = runs.filter(({ command }) => command.status === 'Success').at(-1);
  return {
    ...content,
    AssociationId: association.id,
    AssociationVersion: version,
    DocumentVersion: content.DocumentVersion ?? '$DEFAULT',
    Date: new Date(association.versions[0]?.created ?? created),
    LastUpdateAssociationDate: new Date(created),
    Overview: overview(runs),
    LastExecutionDate: dateOf(runs.at(-1)),
    LastSuccessfulExecutionDate: dateOf(succeeded),
  };
}

const dateOf = (run: CommandRecord | undefined) => run && new Date(run.command.requested);

function runsOf(world: World, { executions }: StoredAssociation): CommandRecord[] {
  return executions.flatMap(({ id }) => world.commands.get(id) ?? []);
}

/** Of the last run: Pending before there is one. */
function overview(runs: CommandRecord[]): AssociationOverview {
  const last = runs.at(-1);
  if (!last) return { Status: 'Pending', DetailedStatus: 'Creating' };
  const { status, details } = executionStatus(last);
  const counts: Record<string, number> = {};
  for (const invocation of last.invocations.values()) counts[invocation.status] = (counts[invocation.status] ?? 0) + 1;
  return { Status: status, DetailedStatus: details, AssociationStatusAggregatedCount: counts };
}

export function listAssociations(world: World, input: ListAssociationsRequest): ListAssociationsResult {
  const { NextToken, MaxResults, ...rest } = input;
  const filters = input.AssociationFilterList ?? [];
  const found = world.associations
    .all()
    .map((association) => describe(world, association))
    .filter((association) => filters.every((filter) => passes(association, filter)));
  const { items, next } = page(found, MaxResults ?? PAGE, NextToken, rest);
  return { Associations: items.map(summary), NextToken: next };
}

/** The filter InstanceId finds legacy associations only, which the lab has none of (API). */
function passes(association: AssociationDescription, { key, value = '' }: AssociationFilter): boolean {
  const last = association.LastExecutionDate;
  if (key === 'AssociationId') return association.AssociationId === value;
  if (key === 'AssociationName') return association.AssociationName === value;
  if (key === 'Name') return association.Name === value;
  if (key === 'AssociationStatusName') return association.Overview?.Status === value;
  if (key === 'LastExecutedBefore') return last !== undefined && last < new Date(value);
  if (key === 'LastExecutedAfter') return last !== undefined && last > new Date(value);
  if (key === 'ResourceGroupName')
    return (association.Targets ?? []).some(
      ({ Key, Values }) => Key === 'resource-groups:Name' && Values?.includes(value),
    );
  return false;
}

function summary(association: AssociationDescription): Association {
  return {
    Name: association.Name,
    AssociationId: association.AssociationId,
    AssociationVersion: association.AssociationVersion,
    DocumentVersion: association.DocumentVersion,
    Targets: association.Targets,
    LastExecutionDate: association.LastExecutionDate,
    Overview: association.Overview,
    ScheduleExpression: association.ScheduleExpression,
    AssociationName: association.AssociationName,
    ScheduleOffset: association.ScheduleOffset,
    Duration: association.Duration,
  };
}

export function listAssociationVersions(
  world: World,
  input: ListAssociationVersionsRequest,
): ListAssociationVersionsResult {
  const { NextToken, MaxResults, ...rest } = input;
  const { id, versions } = findAssociation(world, input.AssociationId);
  const { items, next } = page(versions, MaxResults ?? PAGE, NextToken, rest);
  const shown = items.map(({ version, created, content }) => {
    const { AutomationTargetParameterName: _, AlarmConfiguration: __, ...kept } = content;
    return { ...kept, AssociationId: id, AssociationVersion: version, CreatedDate: new Date(created) };
  });
  return { AssociationVersions: shown, NextToken: next };
}
