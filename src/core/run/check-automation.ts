import { EXIT, WinhardenError } from '../errors.ts';
import type { Fleet } from '../fleet/model.ts';
import { parseShare } from '../fleet/waves.ts';
import type { RunSpec } from './model.ts';

/** SendCommand takes no more keys. */
const MOST_TAGS = 5;

const usage = (message: string, suggestion: string) =>
  new WinhardenError({ code: 'NotByAutomation', message, suggestions: [suggestion], exit: EXIT.usage });

/** What Automation cannot do as it was asked, told before anybody is asked anything. Errors: NotByAutomation. */
export function checkAutomation({ options, selector }: RunSpec): void {
  const { where, bucket, automation } = options;
  const { locationConcurrency = '1' } = automation ?? {};
  parseShare('--location-concurrency', locationConcurrency, 0);
  if (/^0+%?$/.test(locationConcurrency)) {
    throw usage(
      `--location-concurrency ${locationConcurrency} would never begin`,
      'write it as --location-concurrency 1',
    );
  }
  if (!where?.accounts.length)
    throw usage(
      '--via automation is for accounts, and none is named',
      'name them with --account and --role-name, or leave --via out',
    );
  if (!bucket)
    throw usage('--via automation needs a bucket: reports do not come back through it', 'name one with --bucket');
  if (selector.by === 'ids')
    throw usage(
      'Automation finds nodes by tag or resource group, not by id',
      'use --tag or --resource-group, or leave --via out',
    );
  if (selector.by !== 'tags') return;
  if (selector.tags.length > MOST_TAGS)
    throw usage(`Systems Manager takes ${MOST_TAGS} tags, and these are ${selector.tags.length}`, 'name fewer');
  const strange = selector.tags.find(({ key, value }) => `${key}${value}`.includes('{{'));
  if (strange)
    throw usage(
      `Automation would take {{ in the tag ${strange.key}=${strange.value} for a parameter`,
      'choose another tag',
    );
}

/** Each node is found again where it is, so the tag must be the one that it has. */
export function checkMatchedTag({ matchedTag }: Fleet): void {
  if (matchedTag === undefined) return;
  throw usage(
    `the nodes match by another tag than was typed: ${matchedTag}`,
    `name the tag itself: --tag ${matchedTag.split(', ')[0]}`,
  );
}
