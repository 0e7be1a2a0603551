import type { InspectorEnabled } from '../../actions/enable-inspector.ts';
import { printableLine } from '../../core/present/printable.ts';
import type { Style } from '../style.ts';

/** What is about to be done, and what it costs. */
export function enableQuestion(accounts: string[], region: string): string {
  return (
    `AWS bills every EC2 instance that Inspector scans by the month, all of ${accounts.join(', ')} in ${region} and not only Windows ` +
    '(aws.amazon.com/inspector/pricing; new accounts have 15 days free).\nTurn on Inspector for EC2?'
  );
}

const WORDS: Record<InspectorEnabled['state'], string> = {
  already: 'Inspector scans EC2 instances already; nothing was changed.',
  enabled: 'Inspector scans EC2 instances now. The first results come within hours: winharden inspector status',
  enabling: 'Inspector is being turned on: winharden inspector status shows when it is.',
  declined: 'Nothing was changed.',
};

/** What became of it, account by account. */
export function inspectorEnableView({ state, accounts, failed, region }: InspectorEnabled, style: Style): string {
  const done = state === 'already' || state === 'enabled';
  return [
    style(done ? 'good' : 'warn', WORDS[state]),
    ...accounts.map(({ account, ec2 }) => `  ${account}/${region}: ${ec2.toLowerCase()}`),
    ...failed.map(({ account, error }) =>
      style(
        'bad',
        printableLine(`  ${account}/${region}: not turned on: ${error?.message ?? 'no reason'} (${error?.code ?? ''})`),
      ),
    ),
  ].join('\n');
}
