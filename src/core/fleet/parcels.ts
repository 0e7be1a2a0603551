/** Nodes in parts of at most so many, each of one location: no command goes beyond its account and Region. */
export function parcels(nodes: string[], most: number, locationOf: (id: string) => string | undefined): string[][] {
  const byLocation = Map.groupBy(nodes, locationOf);
  return [...byLocation.values()].flatMap((its) =>
    Array.from({ length: Math.ceil(its.length / most) }, (_, part) => its.slice(part * most, (part + 1) * most)),
  );
}
