import { EXIT, WinhardenError } from '../errors.ts';
import { parseTag, type RawSelector, tagAlternatives } from '../fleet/selector.ts';
import type { Tag } from '../ports.ts';
import type { CisConfiguration, CisConfigurationWish, CisLevel, CisSchedule } from './model.ts';

/** CreateCisTargets of the API reference: 1 to 5 keys with 1 to 5 values each. */
const MOST_KEYS = 5;
const MOST_VALUES = 5;

const usage = (code: string, message: string, suggestions: string[]) =>
  new WinhardenError({ code, message, suggestions, exit: EXIT.usage });

/**
 * The tags that say which nodes Inspector scans: values of one key are alternatives, and a node needs one of each key.
 * Errors: TagsNeeded, TooManyTags, InvalidTag.
 */
export function scanTags({ tags, instanceIds, resourceGroup }: RawSelector): Tag[] {
  if (instanceIds.length > 0 || resourceGroup !== undefined || tags.length === 0) {
    const what = instanceIds.length > 0 ? 'by ids' : resourceGroup === undefined ? 'by nothing' : 'by a resource group';
    throw usage('TagsNeeded', `Inspector selects what a CIS scan looks at by tags, and the nodes are named ${what}`, [
      'name them with --tag KEY=VALUE',
      'for a few nodes, tag them first: aws ec2 create-tags --resources i-… --tags Key=cis-scan,Value=once; then --tag cis-scan=once',
    ]);
  }
  const parsed = tags.map(parseTag);
  const values = Map.groupBy(parsed, ({ key }) => key);
  const wide = [...values].find(([, its]) => its.length > MOST_VALUES);
  if (values.size > MOST_KEYS || wide) {
    const much = wide ? `${wide[1].length} values of the tag ${wide[0]}` : `${values.size} tags`;
    throw usage(
      'TooManyTags',
      `Inspector takes ${MOST_KEYS} tags with ${MOST_VALUES} values each, and there are ${much}`,
      ['make several scans, or give the nodes one tag in common'],
    );
  }
  return parsed;
}

/** `eks:nodegroup` as each of what people mean by it. */
export const targetTagAlternatives = (tags: Tag[]): Record<string, string[]>[] =>
  tagAlternatives(tags).map((each) =>
    Object.fromEntries(
      [...Map.groupBy(each, ({ key }) => key)].map(([key, its]) => [key, its.map(({ value }) => value)]),
    ),
  );

interface WishInput {
  name?: string;
  level: CisLevel;
  schedule: CisSchedule;
  targetTags: Record<string, string[]>;
  /** ISO. */
  now: string;
}

/** A configuration of ours. A scan that is made once has a name of its own each time, unless it is given one. */
export function scanWish({ name, level, schedule, targetTags, now }: WishInput): CisConfigurationWish {
  const usual = `winharden-cis-l${level}${schedule.every === 'once' ? `-${now.replace(/[-:]|\.\d+/g, '')}` : ''}`;
  const scanName = name ?? usual;
  if (!/^.{1,128}$/u.test(scanName))
    throw usage('InvalidName', `the name has ${scanName.length} characters, and Inspector takes 1 to 128`, [
      'choose a shorter --name',
    ]);
  return {
    name: scanName,
    level,
    schedule,
    accounts: ['SELF'],
    targetTags,
    tags: { 'winharden:cis-scan': scanName, 'winharden:level': String(level) },
  };
}

/** Wherein a configuration that is there differs from what is asked for; empty where it does not. */
export function differences(there: CisConfiguration, wish: CisConfigurationWish): string[] {
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  return [
    ...(there.level === wish.level ? [] : [`level ${there.level} and not ${wish.level}`]),
    ...(same(sorted(there.schedule), sorted(wish.schedule)) ? [] : ['another schedule']),
    ...(same(sorted(there.targetTags), sorted(wish.targetTags)) ? [] : ['other tags']),
  ];
}

/** With keys in order and lists too. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
