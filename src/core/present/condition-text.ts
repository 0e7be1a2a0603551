import { RELEASES, type When } from '../baseline/model.ts';
import { valueText } from './values.ts';

type Words = { [Fact in keyof When]-?: (wanted: NonNullable<When[Fact]>) => string };

const WORDS: Words = {
  release: (releases) => `Windows Server ${valueText(releases)}`,
  role: (roles) => `role ${roles.join(' or ')}`,
  domainJoined: (joined) => (joined ? 'in a domain' : 'outside a domain'),
  containerHost: (host) => (host ? 'container hosts' : 'no container hosts'),
  hyperV: (host) => (host ? 'Hyper-V hosts' : 'no Hyper-V hosts'),
  core: (core) => (core ? 'Server Core' : 'no Server Core'),
  publicNetwork: (open) => (open ? 'on a public network' : 'on no public network'),
  sessionManager: (agent) => (agent ? 'with the SSM agent' : 'without the SSM agent'),
  instanceId: (ids) => ids.join(' or '),
  overWinRm: (remote) => (remote ? 'reached over WinRM' : 'not reached over WinRM'),
};

/** On which nodes something holds, in words; any of the conditions is enough. All releases that a benchmark knows are no condition. */
export function conditionText(conditions: When[]): string {
  const texts = conditions.map((when) =>
    Object.entries(when)
      .filter(([fact]) => fact !== 'release' || when.release?.length !== RELEASES.length)
      .map(([fact, wanted]) => (WORDS[fact as keyof When] as (wanted: unknown) => string)(wanted))
      .join(' and '),
  );
  return texts.length === 0 || texts.includes('') ? 'every node' : texts.join(' or ');
}
