import { dirname, isAbsolute, join } from 'node:path';
import { isFile } from '../core/baseline/named-file.ts';
import { createSchemaCheck } from '../core/baseline/schema-check.ts';
import { type ExpressionKind, parseExpression } from '../core/schedule/expression.ts';
import { type FiledSchedule, readScheduleFile } from '../core/schedule/file.ts';
import { PREFIX } from '../core/schedule/model.ts';
import { type ChangeOptions, type ChangeResult, type ConfirmChanges, changeSchedules } from './change-schedules.ts';
import { deletion } from './delete-schedule.ts';
import { findSchedule, type PlannedChange, planSchedule, type ScheduleApp, type ScheduleAsk } from './plan-schedule.ts';

export interface ApplyInput extends ChangeOptions {
  file: string;
  /** Delete schedules that the file does not have. */
  prune: boolean;
  /** The bucket of those that name none. */
  bucket?: string;
}

/** Brings the schedules of this account and Region to what a file says. Errors: InvalidPolicy and those of `planSchedule`. */
export async function applySchedules(
  app: ScheduleApp,
  { file, prune, bucket, ...options }: ApplyInput,
  confirm: ConfirmChanges,
): Promise<ChangeResult> {
  const asks = (await open(app, file)).map((filed) => ({ filed, ask: askOf(filed, dirname(file), bucket) }));
  const planned: PlannedChange[] = [];
  for (const { filed, ask } of asks) {
    const change = await planSchedule(app, ask, await findSchedule(app, ask.name));
    planned.push({ ...change, dangers: change.dangers.filter((danger) => !filed.confirm?.includes(danger)) });
  }
  const names = new Set(asks.map(({ ask }) => PREFIX + ask.name));
  if (prune) planned.push(...(await leftOver(app, names)));
  return changeSchedules(app, planned, options, confirm);
}

async function open({ policy }: ScheduleApp, path: string): Promise<FiledSchedule[]> {
  const [file, schemas] = await Promise.all([policy.readUserFile(path), policy.readSchemas()]);
  return readScheduleFile(file, await createSchemaCheck(schemas));
}

async function leftOver({ associations }: ScheduleApp, names: ReadonlySet<string>): Promise<PlannedChange[]> {
  const others = (await associations.list(PREFIX)).filter(({ name }) => !names.has(name));
  return Promise.all(others.map(async ({ id }) => deletion(await associations.read(id))));
}

function askOf(filed: FiledSchedule, folder: string, labBucket: string | undefined): ScheduleAsk {
  const { name, operation = 'audit', config, tags = {}, instanceIds = [], resourceGroup, allNodes } = filed;
  const near = (path: string) => (isAbsolute(path) ? path : join(folder, path));
  const bucket = filed.bucket ?? labBucket;
  return {
    name,
    what: {
      operation,
      baseline: [filed.baseline].flat().map((baseline) => (isFile(baseline) ? near(baseline) : baseline)),
      ...(config && { configFile: near(config) }),
      prefer: filed.prefer ?? [],
      include: filed.include ?? [],
      acceptRisk: filed.acceptRisk ?? [],
      noOverlay: filed.noOverlay ?? false,
      allowDomainControllers: filed.allowDomainControllers ?? false,
    },
    targets: allNodes
      ? 'all'
      : {
          tags: Object.entries(tags).map(([key, value]) => `${key}=${value}`),
          instanceIds,
          ...(resourceGroup && { resourceGroup }),
        },
    settings: {
      ...timeOf(filed),
      ...given(filed, 'offsetDays'),
      ...given(filed, 'onlyAtCron'),
      ...(filed.maxConcurrency !== undefined && { maxConcurrency: String(filed.maxConcurrency) }),
      ...(filed.maxErrors !== undefined && { maxErrors: String(filed.maxErrors) }),
      ...given(filed, 'severity'),
      ...(bucket && { bucket }),
      ...given(filed, 'prefix'),
      ...given(filed, 'durationHours'),
      ...given(filed, 'alarm'),
      ...given(filed, 'dispatchRole'),
      ...given(filed, 'reboot'),
    },
  };
}

function given<Key extends keyof FiledSchedule>(filed: FiledSchedule, key: Key): Pick<FiledSchedule, Key> | object {
  return filed[key] === undefined ? {} : { [key]: filed[key] };
}

function timeOf(filed: FiledSchedule): Pick<ScheduleAsk['settings'], 'when'> {
  for (const kind of ['cron', 'rate', 'at'] satisfies ExpressionKind[]) {
    const text = filed[kind];
    if (text !== undefined) return { when: parseExpression(kind, text) };
  }
  return {};
}
