import { EXIT, WinhardenError } from '../errors.ts';
import type { Tag } from '../ports.ts';
import type { Selector } from './model.ts';

/** What the flags say, as typed. */
export interface RawSelector {
  /** `KEY=VALUE`; a node must carry all of them. */
  tags: string[];
  instanceIds: string[];
  resourceGroup?: string;
}

/** EC2 and hybrid ids, as SendCommand takes them. */
const INSTANCE_ID = /^(i-([0-9a-f]{8}|[0-9a-f]{17})|mi-[0-9a-f]{17})$/;

/** EKS and eksctl write these; people type the first. Nobody but a user's own manifest ever sets it. */
const NODEGROUP_KEYS = ['eks:nodegroup', 'eks:nodegroup-name', 'alpha.eksctl.io/nodegroup-name'];

const usage = (code: string, message: string, suggestion: string) =>
  new WinhardenError({ code, message, suggestions: [suggestion], exit: EXIT.usage });

/** Turns the flags into one selector. Errors: NoSelector, SelectorConflict, InvalidTag, InvalidInstanceId. */
export function parseSelector(raw: RawSelector): Selector {
  const ways = [raw.tags.length > 0, raw.instanceIds.length > 0, raw.resourceGroup !== undefined];
  const used = ways.filter(Boolean).length;
  if (used === 0) {
    throw usage(
      'NoSelector',
      'no nodes are named',
      'name them with --tag KEY=VALUE, --instance-id ID or --resource-group NAME',
    );
  }
  if (used > 1) {
    throw usage(
      'SelectorConflict',
      'nodes are named in more than one way',
      'use only one of --tag, --instance-id and --resource-group',
    );
  }
  if (raw.resourceGroup !== undefined) return { by: 'group', name: raw.resourceGroup };
  if (raw.tags.length > 0) return { by: 'tags', tags: raw.tags.map(parseTag) };
  return { by: 'ids', ids: [...new Set(raw.instanceIds.map(parseInstanceId))] };
}

/** The same, where naming no nodes means all of them: null. */
export function parseSelectorOrAll(raw: RawSelector): Selector | null {
  const isEmpty = raw.tags.length + raw.instanceIds.length === 0 && raw.resourceGroup === undefined;
  return isEmpty ? null : parseSelector(raw);
}

/** Splits at the first `=`: keys hold colons and slashes, values hold anything. */
export function parseTag(text: string): Tag {
  const at = text.indexOf('=');
  if (at < 1)
    throw usage('InvalidTag', `the tag "${text}" is not KEY=VALUE`, 'write it as --tag eks:nodegroup=windows-ng');
  return { key: text.slice(0, at), value: text.slice(at + 1) };
}

/** `eks:nodegroup=X` as all that people mean by it: one list of tags for each key to try. */
export function tagAlternatives(tags: Tag[]): Tag[][] {
  const typed = tags.find((tag) => tag.key === NODEGROUP_KEYS[0]);
  if (!typed) return [tags];
  return NODEGROUP_KEYS.map((key) => tags.map((tag) => (tag === typed ? { ...tag, key } : tag)));
}

/** `eks:nodegroup` as all that people mean by it. */
export const tagKeys = (key: string) => (key === NODEGROUP_KEYS[0] ? NODEGROUP_KEYS : [key]);

export const showTags = (tags: Tag[]) => tags.map((tag) => `${tag.key}=${tag.value}`).join(' ');

function parseInstanceId(id: string): string {
  if (INSTANCE_ID.test(id)) return id;
  throw usage(
    'InvalidInstanceId',
    `"${id}" is not an instance id`,
    'write it as i-0123456789abcdef0 or mi-0123456789abcdef0',
  );
}
