import { EXIT, WinhardenError } from '../errors.ts';
import type { Fleet, Selector } from '../fleet/model.ts';
import { showTags, tagAlternatives } from '../fleet/selector.ts';
import type { AssociationContent, Tag } from '../ports.ts';

type Targets = AssociationContent['targets'];

/** Most keys, and most instance ids, that State Manager takes. */
const MOST_KEYS = 5;
const MOST_IDS = 50;

export const WHOLE_ACCOUNT: Targets = [{ key: 'InstanceIds', values: ['*'] }];

/**
 * A selector as State Manager resolves it at each run. A tag that has several names (`eks:nodegroup`) becomes the one that nodes
 * carry now, because State Manager cannot be asked for either. Errors: AmbiguousTag, TooManyTargets.
 */
export function targetsOf(selector: Selector, fleet: Pick<Fleet, 'matchedTag'> | null): Targets {
  if (selector.by === 'group') return [{ key: 'resource-groups:Name', values: [selector.name] }];
  if (selector.by === 'ids') {
    if (selector.ids.length > MOST_IDS) throw tooMany(`${selector.ids.length} instance ids`, MOST_IDS);
    return [{ key: 'InstanceIds', values: selector.ids }];
  }
  const tags = tagsMeant(selector.tags, fleet);
  if (tags.length > MOST_KEYS) throw tooMany(`${tags.length} tags`, MOST_KEYS);
  return tags.map(({ key, value }) => ({ key: `tag:${key}`, values: [value] }));
}

function tagsMeant(tags: Tag[], fleet: Pick<Fleet, 'matchedTag'> | null): Tag[] {
  const ways = tagAlternatives(tags);
  if (ways.length === 1) return tags;
  // Nobody but EKS writes the second, and it does so on every managed node group: the likeliest for nodes that are to come.
  if (!fleet) return ways[1] ?? tags;
  const matched = fleet.matchedTag?.split(', ') ?? [showTags(tags)];
  const meant = ways.filter((way) => matched.includes(showTags(way)));
  const [one = tags, other] = meant;
  if (!other) return one;
  throw new WinhardenError({
    code: 'AmbiguousTag',
    message: `nodes carry ${meant.map(showTags).join(' and ')}, and a schedule can go by one of them only`,
    suggestions: meant.map((way) => `name it: ${way.map((tag) => `--tag ${showTags([tag])}`).join(' ')}`),
    exit: EXIT.usage,
  });
}

const tooMany = (what: string, most: number) =>
  new WinhardenError({
    code: 'TooManyTargets',
    message: `State Manager takes ${most} at most, and not ${what}`,
    suggestions: ['give the nodes a tag of their own and name that, so that new nodes take part by themselves'],
    exit: EXIT.usage,
  });
