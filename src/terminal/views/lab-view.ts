import type { Lab } from '../../lab/index.ts';
import type { Style } from '../style.ts';

const bash = ([name, value]: [string, string]) => `  export ${name}='${value.replaceAll("'", "'\\''")}'`;
const powershell = ([name, value]: [string, string]) => `  $env:${name} = '${value.replaceAll("'", "''")}'`;

/** The lab's address, and what to paste into a shell so that any AWS client talks to it. */
export function labView(
  { endpoint, env, unset, bucket, driver }: Pick<Lab, 'endpoint' | 'env' | 'unset' | 'bucket' | 'driver'>,
  style: Style,
): string {
  const variables = Object.entries(env);
  return [
    style('bold', `A simulated AWS listens on ${endpoint} (nodes run by the ${driver} driver)`),
    '',
    'bash:',
    `  unset ${unset.join(' ')}`,
    ...variables.map(bash),
    '',
    'PowerShell:',
    `  Remove-Item ${unset.map((name) => `Env:${name}`).join(', ')} -ErrorAction Ignore`,
    ...variables.map(powershell),
    '',
    'Then, in that shell:',
    `  winharden apply --baseline cis-l1 --tag eks:nodegroup=windows-ng --bucket ${bucket}`,
    '',
    style('dim', 'Ctrl-C ends it.'),
  ].join('\n');
}
