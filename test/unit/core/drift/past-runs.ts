import type { NodeFindings, PastRun } from '../../../../src/core/drift/model.ts';
import type { ControlResult, Status } from '../../../../src/core/report/model.ts';
import type { NodeOutcome, RunResult } from '../../../../src/core/results/model.ts';
import { sampleOutcome, sampleResult } from '../present/sample-run.ts';

/** Statuses by control id, by the number of a node; a word where it gave no report. */
export type Said = Record<number, Record<string, Status> | 'NoReport' | 'Failed'>;

const TAGGED = { by: 'tags' as const, tags: [{ key: 'env', value: 'test' }] };

export const idOf = (node: number) => `i-0000000000000000${node}`;

/** A run of an hour of the day, in which nodes said this; what they found is the hour. */
export function pastRun(hour: number, said: Said, more: Partial<RunResult> = {}): PastRun {
  const at = String(hour).padStart(2, '0');
  const numbers = Object.keys(said).map(Number);
  const controls = new Set(Object.values(said).flatMap((each) => (typeof each === 'string' ? [] : Object.keys(each))));
  const findings = numbers.flatMap((number): NodeFindings[] => {
    const each = said[number];
    if (each === undefined || typeof each === 'string') return [];
    return [
      { instanceId: idOf(number), controls: Object.entries(each).map(([id, status]) => control(id, status, hour)) },
    ];
  });
  const result = sampleResult({
    runId: `20270131T${at}0000Z-00000${hour % 10}`,
    operation: 'audit',
    started: `2027-01-31T${at}:00:00.000Z`,
    selector: TAGGED,
    nodes: { selected: numbers.length, excluded: [], outcomes: numbers.map((number) => outcome(number, said[number])) },
    controls: [...controls].map((id) => ({ id, title: `Control ${id}`, level: 'L1', statuses: tally(id, said) })),
    ...more,
  });
  return { result, findings: async () => findings, tags: async () => ({}) };
}

function tally(id: string, said: Said): Partial<Record<string, number>> {
  const statuses = Object.values(said).flatMap((each) => (typeof each === 'string' ? [] : (each[id] ?? [])));
  return Object.fromEntries(
    [...Map.groupBy(statuses, (status) => status)].map(([status, all]) => [status, all.length]),
  );
}

const control = (id: string, status: Status, found: number): ControlResult => ({ id, status, found, required: 1 });

function outcome(number: number, said: Said[number] = {}): NodeOutcome {
  if (said === 'NoReport') return sampleOutcome(number, { outcome: 'NoReport', reason: 'not delivered' });
  return sampleOutcome(number, { outcome: said === 'Failed' ? 'Failed' : 'NonCompliant' });
}
