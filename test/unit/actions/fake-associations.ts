import type { Association, AssociationContent, Associations, Tag } from '../../../src/core/ports.ts';

/** State Manager in memory, as far as schedules need it; `calls` tells what was asked of it. */
export class FakeAssociations implements Associations {
  calls: string[] = [];
  /** The next create: not answered, and carried out or not. */
  lost: { made: boolean } | null = null;
  readonly kept = new Map<string, { content: AssociationContent; tags: Tag[]; version: number }>();

  #association(id: string): Association {
    const { content, version } = this.kept.get(id) as { content: AssociationContent; version: number };
    const { name, document, targets, expression, offsetDays } = content;
    const state = { status: 'Success', counts: {}, lastRun: null, created: null, updated: null };
    return { id, version: String(version), name, document, targets, expression, offsetDays, content, ...state };
  }

  add(content: AssociationContent, tags: Tag[] = []): string {
    const id = `a-${this.kept.size + 1}`;
    this.kept.set(id, { content, tags, version: 1 });
    return id;
  }

  list: Associations['list'] = async (prefix) =>
    [...this.kept.keys()].map((id) => this.#association(id)).filter(({ name }) => name.startsWith(prefix));
  named: Associations['named'] = async (name) => (await this.list('')).filter((each) => each.name === name);
  read: Associations['read'] = async (id) => this.#association(id);
  create: Associations['create'] = async (content, tags) => {
    this.calls.push('create');
    const { lost } = this;
    this.lost = null;
    const id = lost?.made === false ? '' : this.add(content, tags);
    return lost ? { kind: 'unknown', message: 'the line went dead' } : { kind: 'created', id };
  };
  update: Associations['update'] = async ({ id, version }, content) => {
    this.calls.push(`update ${id} of version ${version}`);
    const before = this.kept.get(id);
    this.kept.set(id, { content, tags: before?.tags ?? [], version: Number(version) + 1 });
  };
  remove: Associations['remove'] = async (id) => {
    this.calls.push(`remove ${id}`);
    this.kept.delete(id);
  };
  start: Associations['start'] = async (id) => {
    this.calls.push(`start ${id}`);
  };
  tags: Associations['tags'] = async (id) => this.kept.get(id)?.tags ?? [];
  setTags: Associations['setTags'] = async (id, tags) => {
    this.calls.push(`tag ${id}`);
    const before = this.kept.get(id);
    if (before) this.kept.set(id, { ...before, tags });
  };
  runs: Associations['runs'] = async () => [
    { id: 'r-1', version: '1', status: 'Success', started: null, counts: '{Success=1}' },
  ];
  targets: Associations['targets'] = async () => [];
}
