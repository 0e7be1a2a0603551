import { type Finding, invalidPolicy } from '../baseline/problem.ts';
import type { SchemaCheck } from '../baseline/schema-check.ts';
import { readSource } from '../baseline/source.ts';
import type { PolicyFile } from '../ports.ts';

/** How a file of schedules says what a schedule is; `defaults` say the same for all that do not. */
export interface FiledSchedule {
  name: string;
  baseline: string | string[];
  operation?: 'audit' | 'apply';
  prefer?: string[];
  config?: string;
  include?: string[];
  acceptRisk?: string[];
  noOverlay?: boolean;
  allowDomainControllers?: boolean;
  tags?: Record<string, string>;
  instanceIds?: string[];
  resourceGroup?: string;
  allNodes?: true;
  cron?: string;
  rate?: string;
  at?: string;
  offsetDays?: number;
  onlyAtCron?: boolean;
  maxConcurrency?: string | number;
  maxErrors?: string | number;
  severity?: string;
  bucket?: string;
  prefix?: string;
  durationHours?: number;
  alarm?: string;
  dispatchRole?: string;
  reboot?: 'never' | 'if-required';
  confirm?: string[];
}

interface ScheduleFile {
  defaults?: Partial<FiledSchedule>;
  schedules: FiledSchedule[];
}

/** Those that exclude each other: a default of one gives way to any other. */
const ALTERNATIVES: (keyof FiledSchedule)[][] = [
  ['cron', 'rate', 'at'],
  ['tags', 'instanceIds', 'resourceGroup', 'allNodes'],
];

/** Reads a file of schedules. Errors: InvalidPolicy, with every place that is wrong. */
export async function readScheduleFile(file: PolicyFile, check: SchemaCheck): Promise<FiledSchedule[]> {
  const source = await readSource(file);
  if (source.problems.length > 0) throw invalidPolicy(source.problems);
  const misshapen = check('schedules', source.value);
  if (misshapen.length > 0) throw invalidPolicy(misshapen.map(source.locate));
  const { defaults = {}, schedules } = source.value as ScheduleFile;
  const whole = schedules.map((schedule) => withDefaults(defaults, schedule));
  const found = [...namesTwice(whole), ...withoutBaseline(whole)];
  if (found.length > 0) throw invalidPolicy(found.map(source.locate));
  return whole;
}

function namesTwice(schedules: FiledSchedule[]): Finding[] {
  const names = schedules.map(({ name }) => name);
  return names.flatMap((name, index) => {
    const path = ['schedules', index, 'name'];
    return names.indexOf(name) === index ? [] : [{ path, message: `the name ${name} stands here twice` }];
  });
}

function withoutBaseline(schedules: FiledSchedule[]): Finding[] {
  return schedules.flatMap(({ baseline }, index) =>
    baseline === undefined
      ? [{ path: ['schedules', index], message: 'baseline is missing, here and under defaults' }]
      : [],
  );
}

function withDefaults(defaults: Partial<FiledSchedule>, schedule: FiledSchedule): FiledSchedule {
  const overruled = ALTERNATIVES.filter((group) => group.some((key) => key in schedule)).flat();
  const kept = Object.entries(defaults).filter(([key]) => !overruled.includes(key as keyof FiledSchedule));
  return { ...Object.fromEntries(kept), ...schedule };
}
