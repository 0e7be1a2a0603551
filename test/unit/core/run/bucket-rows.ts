import { gunzipSync } from 'node:zlib';
import type { World } from './doubles.ts';

export type Rows = Record<string, unknown>[];

export const rowsIn = (body: string | Uint8Array | undefined): Rows =>
  gunzipSync(body as Uint8Array)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** What a world's bucket holds of a table, by part. */
export const partsOf = (world: World, table: string): Map<string, Rows> =>
  new Map(
    [...world.fleet.writes]
      .filter(([key]) => key.includes(`/results/v1/${table}/`))
      .map(([key, body]) => [key, rowsIn(body)]),
  );

/** How every node and control stands in the rows of a world's bucket, one a line and in order. */
export const verdictsOf = (world: World): string[] =>
  ['nodes', 'controls']
    .flatMap((table) => [...partsOf(world, table).values()].flat())
    .map((row) => [row['instance_id'], row['control_id'], row['outcome'], row['status']].join(' '))
    .sort();
