import type { Excluded } from '../fleet/model.ts';
import type { AssociationContent, Tag } from '../ports.ts';
import type { Expression } from './expression.ts';

/** What is always said in so many words before it is done. */
export const DANGERS = ['no-nodes', 'domain-controllers', 'whole-account'] as const;
export type Danger = (typeof DANGERS)[number];

/** How a schedule goes, as asked: what is not named stays, and null takes it away. */
export interface ScheduleSettings {
  when?: Expression;
  offsetDays?: number | null;
  onlyAtCron?: boolean;
  maxConcurrency?: string;
  maxErrors?: string;
  severity?: string;
  bucket?: string | null;
  /** Of the bucket; alone it moves the reports within it. */
  prefix?: string;
  durationHours?: number | null;
  alarm?: string | null;
  dispatchRole?: string | null;
  reboot?: string;
}

/** One thing that differs, in words. */
export interface Difference {
  what: string;
  from: string | null;
  to: string | null;
}

/** What is to be done about one schedule, before it is done. */
export interface ScheduleChange {
  /** Without what winharden puts before it. */
  name: string;
  action: 'create' | 'update' | 'unchanged' | 'delete';
  /** Null where it is deleted. */
  content: AssociationContent | null;
  differences: Difference[];
  /** What it will be tagged with; null leaves its tags. */
  tags: Tag[] | null;
  /** Null where nobody asked which nodes it means. */
  nodes: { ids: string[]; excluded: Excluded[] } | null;
  dangers: Danger[];
  /** Whether nodes run as soon as it is done. */
  runsAtOnce: boolean;
  /** UTC, five at most. */
  nextRuns: string[];
  warnings: string[];
}

/** Names of associations that winharden made begin so. */
export const PREFIX = 'winharden-';
