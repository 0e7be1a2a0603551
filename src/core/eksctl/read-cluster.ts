import type { Path } from '../baseline/problem.ts';
import type { Cluster, NodeGroup } from './model.ts';

type Map = Record<string, unknown>;

export const isMap = (value: unknown): value is Map =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field without a value counts as not given, for eksctl too. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isMap(value)) return value;
  const given = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(given.map(([key, inner]) => [key, withoutEmpty(inner)]));
}

/** A value as text; nothing for what is neither text nor a number or truth value. */
export const textOf = (value: unknown): string =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What stands at a path of plain data; undefined where it leads nowhere. */
export function at(value: unknown, ...path: Path): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Map)[step];
  }
  return here;
}

/** The texts of a list, with their places in it. */
export function textsAt(value: unknown, ...path: Path): { text: string; index: number }[] {
  return listOf(at(value, ...path)).flatMap((text, index) => (typeof text === 'string' ? [{ text, index }] : []));
}

/** The maps of a list, with their places in it. */
export function mapsAt(value: unknown, ...path: Path): { map: Map; index: number }[] {
  return listOf(at(value, ...path)).flatMap((map, index) => (isMap(map) ? [{ map, index }] : []));
}

/** The node groups of both lists. */
export function nodeGroupsOf(value: Map): { map: Map; path: Path; managed: boolean }[] {
  return (['nodeGroups', 'managedNodeGroups'] as const).flatMap((list) =>
    mapsAt(value, list).map(({ map, index }) => ({ map, path: [list, index], managed: list === 'managedNodeGroups' })),
  );
}

const isWindows = (map: Map) => /^windows/i.test(textOf(map['amiFamily']));

/** What the rules look at. Windows node groups are known by their image family. */
export function readCluster(value: Map): Cluster {
  const groups = nodeGroupsOf(value);
  const cluster: Cluster = { value, windows: [], others: groups.filter(({ map }) => !isWindows(map)).length };
  cluster.windows = groups
    .filter(({ map }) => isWindows(map))
    .map(({ map, path, managed }): NodeGroup => {
      const ownTemplate = at(map, 'launchTemplate', 'id') !== undefined;
      return { path, managed, ownTemplate, value: map, cluster };
    });
  return cluster;
}
