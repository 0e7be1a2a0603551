import type {
  AssociationDescription,
  AssociationExecution,
  AssociationExecutionTarget,
  CreateAssociationRequest,
  Association as Listed,
  Target,
} from '@aws-sdk/client-ssm';
import type {
  Association,
  AssociationContent,
  AssociationRun,
  AssociationSummary,
  Associations,
  AssociationTarget,
  Tag,
} from '../../core/ports.ts';
import type { AwsClients } from './clients.ts';
import { explain, explained, notAws } from './explain.ts';
import { AnswerLost, reportLostAnswers } from './lost-answer.ts';

const call = (operation: string, which: string) => ({
  action: `ssm:${operation}`,
  resource: `the association ${which}`,
});
const LIST = { action: 'ssm:ListAssociations', resource: 'all associations (*)' };
const RESOURCE = 'Association' as const;
const PAGE = 50;

export function createAssociations(clients: AwsClients): Associations {
  return {
    list: async (prefix) => (await list(clients)).filter(({ name }) => name.startsWith(prefix)),
    named: (name) => list(clients, name),
    read: async (id, version) => associationOf(await describe(clients, id, version)),
    create: (content, tags) => create(clients, content, tags),
    update: (association, content) => update(clients, association, content),
    remove: (id) => remove(clients, id),
    start: (id) => start(clients, id),
    tags: (id) => tags(clients, id),
    setTags: (id, wanted) => setTags(clients, id, wanted),
    runs: (id, most, since) => runs(clients, id, most, since),
    targets: (id, runId) => targets(clients, id, runId),
  };
}

function list(clients: AwsClients, name?: string): Promise<AssociationSummary[]> {
  return explained(LIST, async () => {
    const { sdk, client } = await clients.ssm();
    const filter =
      name === undefined ? {} : { AssociationFilterList: [{ key: 'AssociationName' as const, value: name }] };
    const found: AssociationSummary[] = [];
    for await (const page of sdk.paginateListAssociations({ client, pageSize: PAGE }, filter)) {
      if (page.Associations === undefined) throw notAws(LIST, page);
      found.push(...page.Associations.map(summaryOf));
    }
    return found;
  });
}

function describe(clients: AwsClients, id: string, version?: string): Promise<AssociationDescription> {
  return explained(call('DescribeAssociation', id), async () => {
    const { sdk, client } = await clients.ssm();
    const { AssociationDescription } = await client.send(
      new sdk.DescribeAssociationCommand({ AssociationId: id, ...(version && { AssociationVersion: version }) }),
    );
    return AssociationDescription ?? {};
  });
}

async function create(
  clients: AwsClients,
  content: AssociationContent,
  wanted: Tag[],
): ReturnType<Associations['create']> {
  const { sdk, client } = await clients.ssm();
  const command = new sdk.CreateAssociationCommand({ ...inputFor(content), Tags: wanted.map(tagInput) });
  reportLostAnswers(command);
  const asked = call('CreateAssociation', content.name);
  try {
    const { AssociationDescription } = await client.send(command);
    return { kind: 'created', id: AssociationDescription?.AssociationId ?? '' };
  } catch (error) {
    if (error instanceof AnswerLost) return { kind: 'unknown', message: explain(error.failure, asked).message };
    throw explain(error, asked);
  }
}

/** What winharden has no word for, and UpdateAssociation would take away. */
const KEPT = [
  'SyncCompliance',
  'CalendarNames',
  'TargetMaps',
  'TargetLocations',
  'AutomationTargetParameterName',
] as const;

async function update(
  clients: AwsClients,
  { id, version }: Pick<Association, 'id' | 'version'>,
  content: AssociationContent,
): Promise<void> {
  const now = await describe(clients, id);
  const kept = Object.fromEntries(KEPT.filter((key) => now[key] !== undefined).map((key) => [key, now[key]]));
  await explained(call('UpdateAssociation', content.name), async () => {
    const { sdk, client } = await clients.ssm();
    const input = { ...kept, ...inputFor(content), AssociationId: id, AssociationVersion: version };
    await client.send(new sdk.UpdateAssociationCommand(input));
  });
}

async function remove(clients: AwsClients, id: string): Promise<void> {
  await explained(call('DeleteAssociation', id), async () => {
    const { sdk, client } = await clients.ssm();
    await client.send(new sdk.DeleteAssociationCommand({ AssociationId: id }));
  });
}

async function start(clients: AwsClients, id: string): Promise<void> {
  await explained(call('StartAssociationsOnce', id), async () => {
    const { sdk, client } = await clients.ssm();
    await client.send(new sdk.StartAssociationsOnceCommand({ AssociationIds: [id] }));
  });
}

function tags(clients: AwsClients, id: string): Promise<Tag[]> {
  return explained(call('ListTagsForResource', id), async () => {
    const { sdk, client } = await clients.ssm();
    const { TagList = [] } = await client.send(
      new sdk.ListTagsForResourceCommand({ ResourceType: RESOURCE, ResourceId: id }),
    );
    return TagList.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
  });
}

async function setTags(clients: AwsClients, id: string, wanted: Tag[]): Promise<void> {
  await explained(call('AddTagsToResource', id), async () => {
    const { sdk, client } = await clients.ssm();
    const input = { ResourceType: RESOURCE, ResourceId: id, Tags: wanted.map(tagInput) };
    await client.send(new sdk.AddTagsToResourceCommand(input));
  });
}

const tagInput = ({ key, value }: Tag) => ({ Key: key, Value: value });

function runs(clients: AwsClients, id: string, most: number, since?: Date): Promise<AssociationRun[]> {
  return explained(call('DescribeAssociationExecutions', id), async () => {
    const { sdk, client } = await clients.ssm();
    const Filters = since && [
      { Key: 'CreatedTime' as const, Value: since.toISOString(), Type: 'GREATER_THAN' as const },
    ];
    const input = { AssociationId: id, ...(Filters && { Filters }) };
    const found: AssociationRun[] = [];
    const pages = sdk.paginateDescribeAssociationExecutions({ client, pageSize: Math.min(most, PAGE) }, input);
    for await (const { AssociationExecutions = [] } of pages) {
      found.push(...AssociationExecutions.map(runOf));
      if (found.length >= most) break;
    }
    return found.sort((one, other) => (other.started?.getTime() ?? 0) - (one.started?.getTime() ?? 0)).slice(0, most);
  });
}

const runOf = (run: AssociationExecution): AssociationRun => ({
  id: run.ExecutionId ?? '',
  version: run.AssociationVersion ?? '',
  status: run.Status ?? '',
  started: run.CreatedTime ?? null,
  counts: run.ResourceCountByStatus ?? '',
});

function targets(clients: AwsClients, id: string, runId: string): Promise<AssociationTarget[]> {
  return explained(call('DescribeAssociationExecutionTargets', id), async () => {
    const { sdk, client } = await clients.ssm();
    const found: AssociationTarget[] = [];
    const input = { AssociationId: id, ExecutionId: runId };
    for await (const page of sdk.paginateDescribeAssociationExecutionTargets({ client, pageSize: PAGE }, input)) {
      found.push(...(page.AssociationExecutionTargets ?? []).map(nodeOf));
    }
    return found;
  });
}

/** Only what Run Command did has its output there. */
const nodeOf = (target: AssociationExecutionTarget): AssociationTarget => ({
  instanceId: target.ResourceId ?? '',
  status: target.Status ?? '',
  details: (target.DetailedStatus || target.Status || '').replaceAll(' ', ''),
  ended: target.LastExecutionDate ?? null,
  outputId: (target.OutputSource?.OutputSourceType === 'RunCommand' && target.OutputSource.OutputSourceId) || null,
});

function summaryOf(found: Listed & Pick<AssociationDescription, 'Overview'>): AssociationSummary {
  const { Overview, DocumentVersion = '' } = found;
  return {
    id: found.AssociationId ?? '',
    version: found.AssociationVersion ?? '',
    name: found.AssociationName ?? '',
    document: { name: found.Name ?? '', version: DocumentVersion || null },
    targets: (found.Targets ?? []).map(targetOf),
    expression: found.ScheduleExpression ?? null,
    offsetDays: found.ScheduleOffset ?? null,
    status: Overview?.DetailedStatus ?? Overview?.Status ?? '',
    counts: Overview?.AssociationStatusAggregatedCount ?? {},
    lastRun: found.LastExecutionDate ?? null,
  };
}

const targetOf = ({ Key = '', Values = [] }: Target) => ({ key: Key, values: Values });

function associationOf(found: AssociationDescription): Association {
  const summary = summaryOf(found);
  const s3 = found.OutputLocation?.S3Location;
  const { name, document, targets, expression, offsetDays } = summary;
  return {
    ...summary,
    created: found.Date ?? null,
    updated: found.LastUpdateAssociationDate ?? null,
    content: {
      name,
      document,
      targets,
      expression,
      offsetDays,
      parameters: found.Parameters ?? {},
      onlyAtCron: found.ApplyOnlyAtCronInterval ?? false,
      maxConcurrency: found.MaxConcurrency ?? null,
      maxErrors: found.MaxErrors ?? null,
      severity: found.ComplianceSeverity ?? null,
      s3: s3?.OutputS3BucketName ? { bucket: s3.OutputS3BucketName, prefix: s3.OutputS3KeyPrefix ?? '' } : null,
      durationHours: found.Duration ?? null,
      alarm: found.AlarmConfiguration?.Alarms?.[0]?.Name ?? null,
      dispatchRole: found.AssociationDispatchAssumeRole ?? null,
    },
  };
}

function inputFor(content: AssociationContent): CreateAssociationRequest {
  const { document, s3 } = content;
  return {
    AssociationName: content.name,
    Name: document.name,
    ...given('DocumentVersion', document.version),
    Parameters: content.parameters,
    Targets: content.targets.map(({ key, values }) => ({ Key: key, Values: values })),
    ApplyOnlyAtCronInterval: content.onlyAtCron,
    ...given('ScheduleExpression', content.expression),
    ...given('ScheduleOffset', content.offsetDays),
    ...given('MaxConcurrency', content.maxConcurrency),
    ...given('MaxErrors', content.maxErrors),
    ...given('ComplianceSeverity', content.severity),
    ...given(
      'OutputLocation',
      s3 && { S3Location: { OutputS3BucketName: s3.bucket, ...(s3.prefix && { OutputS3KeyPrefix: s3.prefix }) } },
    ),
    ...given('Duration', content.durationHours),
    ...given('AlarmConfiguration', content.alarm && { Alarms: [{ Name: content.alarm }] }),
    ...given('AssociationDispatchAssumeRole', content.dispatchRole),
  };
}

const given = (name: keyof CreateAssociationRequest, value: unknown) =>
  value === null || value === '' ? {} : { [name]: value };
