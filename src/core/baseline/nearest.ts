/**
 * The names most like `wanted`, best first; none where nothing comes close.
 * A name counts as close when a third of its letters or fewer (at least two) would have to change, or when one holds the other.
 */
export function nearest(wanted: string, names: Iterable<string>, limit = 3): string[] {
  const given = wanted.toLowerCase();
  const most = Math.max(2, Math.floor(given.length / 3));
  return [...new Set(names)]
    .map((name) => ({ name, distance: closeness(given, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** `; did you mean "x"?`, or nothing: the end of a sentence about an unknown name. */
export function didYouMean(wanted: string, names: Iterable<string>): string {
  const [best] = nearest(wanted, names, 1);
  return best === undefined ? '' : `; did you mean "${best}"?`;
}

function closeness(given: string, name: string): number {
  if (given === name) return 0;
  const held = given.length > 2 && (name.includes(given) || given.includes(name));
  return held ? 1 : editDistance(given, name);
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
