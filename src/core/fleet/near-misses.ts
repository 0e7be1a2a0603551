import { nearest } from '../baseline/nearest.ts';
import type { Machine, Tag } from '../ports.ts';

const SHOWN = 5;

/** Tags on the account's instances that look like what was asked for, best first, with how many instances carry them. */
export function nearMisses(wanted: Tag[], machines: Machine[]): string[] {
  const counts = new Map<string, { tag: Tag; count: number }>();
  for (const { tags } of machines) {
    for (const [key, value] of Object.entries(tags)) {
      const entry = counts.get(`${key}=${value}`) ?? { tag: { key, value }, count: 0 };
      counts.set(`${key}=${value}`, { ...entry, count: entry.count + 1 });
    }
  }
  return [...counts.values()]
    .map((entry) => ({ ...entry, score: Math.max(...wanted.map((tag) => likeness(tag, entry.tag))) }))
    .filter((entry) => entry.score > 0)
    .sort((a, b) => b.score - a.score || b.count - a.count)
    .slice(0, SHOWN)
    .map(({ tag, count }) => `${tag.key}=${tag.value} (${count} ${count === 1 ? 'instance' : 'instances'})`);
}

/** 4: key and value alike, one of them the same; 3: the same key or value; 1: both alike; 0: nothing in common. */
function likeness(wanted: Tag, seen: Tag): number {
  const sameKey = fold(wanted.key) === fold(seen.key);
  const sameValue = fold(wanted.value) === fold(seen.value);
  const alike = like(wanted.key, seen.key) && like(wanted.value, seen.value);
  if (sameKey || sameValue) return alike ? 4 : 3;
  return alike ? 1 : 0;
}

const fold = (text: string) => text.toLowerCase();
const words = (text: string): string[] => fold(text).match(/[a-z0-9]+/g) ?? [];
const like = (a: string, b: string) => words(a).some((word) => words(b).includes(word)) || nearest(a, [b]).length > 0;
