import { csvLines } from '../present/csv.ts';
import type { Pair } from './side-by-side.ts';

const HEAD = [
  'control',
  'instanceId',
  'name',
  'level',
  'title',
  'agreement',
  'inspector',
  'winharden',
  'found',
  'required',
  'reason',
  'why',
];

/** One line for each control and node. */
export const pairsCsv = (pairs: Pair[]): string =>
  csvLines([
    HEAD,
    ...pairs.map((pair) => [
      pair.control,
      pair.instanceId,
      pair.name,
      pair.level,
      pair.title,
      pair.agreement,
      pair.inspector,
      pair.winharden,
      pair.found,
      pair.required,
      pair.reason,
      pair.why,
    ]),
  ]);
