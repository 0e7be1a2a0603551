import type { Registry as Hive, RegistryValue } from '../windows-state.ts';

interface Key {
  path: string;
  values: Map<string, { name: string } & RegistryValue>;
  children: Set<string>;
}

/**
 * A hive to read and change; names are found without regard to case, as Windows does. Keys without values are in the state
 * file only where nothing is below them, so the parents are made from the paths.
 */
export class Registry {
  readonly #keys = new Map<string, Key>([['', { path: '', values: new Map(), children: new Set() }]]);
  readonly #prefix: string;
  #changed = false;

  /** `prefix` stands before every path in the state file (`HKLM\\`) and before none here. */
  constructor(hive: Hive, prefix = '') {
    this.#prefix = prefix;
    for (const [path, values] of Object.entries(hive)) {
      const key = this.#make(path.slice(prefix.length));
      for (const [name, value] of Object.entries(values)) key.values.set(name.toLowerCase(), { name, ...value });
    }
    this.#changed = false;
  }

  get changed(): boolean {
    return this.#changed;
  }

  has(path: string): boolean {
    return this.#keys.has(path.toLowerCase());
  }

  children(path: string): string[] {
    const names = [...(this.#keys.get(path.toLowerCase())?.children ?? [])].map(
      (child) => this.#keys.get(child)?.path ?? child,
    );
    return names.map((name) => name.slice(name.lastIndexOf('\\') + 1));
  }

  get(path: string, name: string): RegistryValue | undefined {
    return this.#keys.get(path.toLowerCase())?.values.get(name.toLowerCase());
  }

  set(path: string, name: string, value: RegistryValue): void {
    const { values } = this.#make(path);
    values.set(name.toLowerCase(), { name: values.get(name.toLowerCase())?.name ?? name, ...value });
    this.#changed = true;
  }

  /** Removes a value, then as many empty keys as were made for it. */
  remove(path: string, name: string, madeKeys = 0): boolean {
    const there = this.#keys.get(path.toLowerCase())?.values.delete(name.toLowerCase()) ?? false;
    this.#changed ||= there;
    this.#removeEmpty(path, madeKeys);
    return there;
  }

  /** Removes a key with all below it. */
  removeTree(path: string): void {
    const folded = path.toLowerCase();
    for (const key of [...this.#keys.keys()])
      if (key === folded || key.startsWith(`${folded}\\`)) this.#keys.delete(key);
    this.#keys.get(parentOf(path).toLowerCase())?.children.delete(folded);
    this.#changed = true;
  }

  /** How many keys at the end of a path do not exist. */
  missing(path: string): number {
    const parts = path.split('\\');
    let missing = 0;
    while (missing < parts.length && !this.has(parts.slice(0, parts.length - missing).join('\\'))) missing++;
    return missing;
  }

  toHive(): Hive {
    const listed = [...this.#keys.values()].filter(
      ({ path, values, children }) => path !== '' && (values.size > 0 || children.size === 0),
    );
    return Object.fromEntries(listed.map(({ path, values }) => [this.#prefix + path, plain(values)]));
  }

  /** The key, made with its parents where it is not there; what is there keeps the letters that it was made with. */
  #make(path: string): Key {
    const known = this.#keys.get(path.toLowerCase());
    if (known) return known;
    const parent = this.#make(parentOf(path));
    const name = path.slice(path.lastIndexOf('\\') + 1);
    const own = parent.path === '' ? name : `${parent.path}\\${name}`;
    const key: Key = { path: own, values: new Map(), children: new Set() };
    this.#keys.set(path.toLowerCase(), key);
    parent.children.add(path.toLowerCase());
    this.#changed = true;
    return key;
  }

  #removeEmpty(path: string, count: number): void {
    const key = this.#keys.get(path.toLowerCase());
    if (count === 0 || path === '' || (key && (key.values.size > 0 || key.children.size > 0))) return;
    const parent = parentOf(path);
    this.#keys.delete(path.toLowerCase());
    this.#keys.get(parent.toLowerCase())?.children.delete(path.toLowerCase());
    this.#changed ||= key !== undefined;
    this.#removeEmpty(parent, count - 1);
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('\\')));
}

function plain(values: Key['values']): Record<string, RegistryValue> {
  return Object.fromEntries([...values.values()].map(({ name, type, value }) => [name, { type, value }]));
}
