import assert from 'node:assert/strict';
import { guardFinder } from '../../../src/core/baseline/guard.ts';
import type { Address, SettingKind, Value, When } from '../../../src/core/baseline/model.ts';
import { placeOf } from '../../../src/core/baseline/place.ts';
import { valueProblem } from '../../../src/core/baseline/value-check.ts';
import { normalWhen } from '../../../src/core/baseline/when.ts';
import { allControls, guards, settingOf, settings, sources } from './content.ts';

const find = guardFinder(guards);
const firewall = (name: string, profile = 'PublicProfile') =>
  value(`SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\${profile}`, name);
const right = (name: string): [SettingKind, Address] => ['userRight', { right: name }];
function value(key: string, name: string, type: 'REG_DWORD' | 'REG_SZ' | 'REG_MULTI_SZ' = 'REG_DWORD') {
  return ['registry', { hive: 'HKLM', key, name, type }] as [SettingKind, Address];
}
const POWERSHELL = 'SOFTWARE\\Policies\\Microsoft\\Windows\\PowerShell';
const TLS = 'SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client';
const [ANYWHERE, OUTSIDE, CONTAINERS, MACHINES]: [When, When, When, When] = [
  {},
  { domainJoined: false },
  { containerHost: true },
  { hyperV: true },
];
const INSIDE: When = { domainJoined: true };
const [PUBLIC, SESSIONS, WINRM]: [When, When, When] = [
  { publicNetwork: true },
  { sessionManager: true },
  { overWinRm: true },
];

/** What must be held back, and where: whoever writes it. */
const HELD: [string, [SettingKind, Address], Value, When[]][] = [
  [
    'deny network logon to local administrators',
    right('SeDenyNetworkLogonRight'),
    ['S-1-5-32-546', 'S-1-5-114'],
    [SESSIONS, OUTSIDE],
  ],
  ['deny network logon to local accounts', right('SeDenyNetworkLogonRight'), ['S-1-5-113'], [SESSIONS, OUTSIDE]],
  ['deny the console to domain administrators', right('SeDenyInteractiveLogonRight'), ['S-1-5-21-*-512'], [INSIDE]],
  ['network logon for nobody', right('SeNetworkLogonRight'), ['S-1-0-0'], [ANYWHERE]],
  ['deny Remote Desktop to local accounts', right('SeDenyRemoteInteractiveLogonRight'), ['S-1-5-113'], [OUTSIDE]],
  ['ignore local firewall rules', firewall('AllowLocalPolicyMerge'), 0, [CONTAINERS, OUTSIDE, PUBLIC]],
  ['ignore local IPsec rules', firewall('AllowLocalIPsecPolicyMerge'), 0, [CONTAINERS, OUTSIDE, PUBLIC]],
  ['WinRM off', value('SOFTWARE\\Policies\\Microsoft\\Windows\\WinRM\\Service', 'AllowAutoConfig'), 0, [WINRM]],
  ['WinRM without Basic', value('SOFTWARE\\Policies\\Microsoft\\Windows\\WinRM\\Service', 'AllowBasic'), 0, [WINRM]],
  [
    'no remote shell',
    value('SOFTWARE\\Policies\\Microsoft\\Windows\\WinRM\\Service\\WinRS', 'AllowRemoteShellAccess'),
    0,
    [WINRM],
  ],
  ['WinRM service off', ['service', { service: 'WinRM' }], 'disabled', [WINRM]],
  ['block outgoing', firewall('DefaultOutboundAction', 'DomainProfile'), 1, [ANYWHERE]],
  ['symbolic links', right('SeCreateSymbolicLinkPrivilege'), ['S-1-5-32-544'], [CONTAINERS, MACHINES]],
  ['lock the administrator out', ['accountPolicy', { policy: 'AllowAdministratorLockout' }], 1, [OUTSIDE]],
  ['rename the administrator', ['localAccount', { rid: 500, property: 'name' }], 'whadmin', [OUTSIDE]],
  ['only signed scripts', value(POWERSHELL, 'ExecutionPolicy', 'REG_SZ'), 'AllSigned', [ANYWHERE]],
  ['AppLocker', value('SOFTWARE\\Policies\\Microsoft\\Windows\\SrpV2\\Script', 'EnforcementMode'), 1, [ANYWHERE]],
  ['WDAC', value('SOFTWARE\\Policies\\Microsoft\\Windows\\DeviceGuard', 'DeployConfigCIPolicy'), 1, [ANYWHERE]],
  ['FIPS', value('SYSTEM\\CurrentControlSet\\Control\\Lsa\\FIPSAlgorithmPolicy', 'Enabled'), 1, [ANYWHERE]],
  ['TLS 1.2 off', value(TLS, 'Enabled'), 0, [ANYWHERE]],
  [
    'proxy of the agent',
    value('SYSTEM\\CurrentControlSet\\Services\\AmazonSSMAgent', 'Environment', 'REG_MULTI_SZ'),
    ['http_proxy=proxy:3128'],
    [ANYWHERE],
  ],
  ['agent off', ['service', { service: 'AmazonSSMAgent' }], 'disabled', [ANYWHERE]],
  ['UEFI lock', value('SOFTWARE\\Policies\\Microsoft\\Windows\\DeviceGuard', 'LsaCfgFlags'), 1, [ANYWHERE]],
  ['no containers', ['feature', { feature: 'Containers' }], 'removed', [CONTAINERS, MACHINES]],
];

/** Values at the same addresses that do no harm. */
const FREE: [string, [SettingKind, Address], Value | null][] = [
  ['deny network logon to guests', right('SeDenyNetworkLogonRight'), ['S-1-5-32-546']],
  ['network logon for who can prove who they are', right('SeNetworkLogonRight'), ['S-1-5-11', 'S-1-5-32-544']],
  ['symbolic links with virtual machines', right('SeCreateSymbolicLinkPrivilege'), ['S-1-5-32-544', 'S-1-5-83-0']],
  ['local firewall rules', firewall('AllowLocalPolicyMerge'), 1],
  ['local firewall rules as Windows has them', firewall('AllowLocalPolicyMerge'), null],
  ['let out', firewall('DefaultOutboundAction'), 0],
  ['scripts of this machine unsigned', value(POWERSHELL, 'ExecutionPolicy', 'REG_SZ'), 'RemoteSigned'],
  ['credential guard without a lock', value('SOFTWARE\\Policies\\Microsoft\\Windows\\DeviceGuard', 'LsaCfgFlags'), 2],
];

describe('content: guards', () => {
  for (const [what, [kind, address], set, conditions] of HELD) {
    it(`hold back: ${what}`, () => {
      const found = find({ kind, address, set });
      assert.deepEqual(
        found.map(({ when = {} }) => when),
        conditions,
      );
    });
  }

  for (const [what, [kind, address], set] of FREE) {
    it(`let through: ${what}`, () => assert.deepEqual(find({ kind, address, set }), []));
  }

  const ends = (kind: SettingKind, address: Address, set: Value) => [
    ...new Set(find({ kind, address, set }).map((guard) => guard.ends)),
  ];

  it('tell what ends shells of Session Manager: its ssm-user comes over the network', () => {
    for (const account of ['S-1-5-113', 'S-1-5-114', 'S-1-5-32-544', 'S-1-1-0'])
      assert.ok(ends(...right('SeDenyNetworkLogonRight'), [account]).includes('shells'), account);
    assert.deepEqual(ends(...right('SeNetworkLogonRight'), ['S-1-0-0']), ['shells']);
    for (const name of ['SeDenyRemoteInteractiveLogonRight', 'SeDenyInteractiveLogonRight'])
      assert.deepEqual(ends(...right(name), ['S-1-5-32-544']), [undefined], name);
    const winrm = value('SOFTWARE\\Policies\\Microsoft\\Windows\\WinRM\\Service', 'AllowAutoConfig');
    assert.deepEqual(ends(...winrm, 0), [undefined]);
  });

  it('tell what ends the agent: its service, its way out, and what lets it start nothing', () => {
    const disabled = ends('service', { service: 'AmazonSSMAgent' }, 'disabled');
    assert.deepEqual(disabled, ['agent']);
    assert.deepEqual(ends(...firewall('DefaultOutboundAction'), 1), ['agent']);
    assert.deepEqual(ends(...firewall('DefaultInboundAction'), 1), []);
    const proxy = value('SYSTEM\\CurrentControlSet\\Services\\AmazonSSMAgent', 'Environment', 'REG_MULTI_SZ');
    assert.deepEqual(ends(...proxy, ['http_proxy=proxy:3128']), ['agent']);
    const appLocker = value('SOFTWARE\\Policies\\Microsoft\\Windows\\SrpV2\\Script', 'EnforcementMode');
    assert.deepEqual(ends(...appLocker, 1), ['agent']);
  });

  it('give a reason of one sentence in our own words, and sources that are there', () => {
    assert.ok(guards.length > 20);
    for (const { id, reason, sources: from } of guards) {
      assert.match(reason, /^[A-Z][^!?]+\.$/, id);
      assert.doesNotMatch(reason, /\. [A-Z]/, `${id}: one sentence`);
      assert.ok(reason.length <= 200, id);
      assert.ok(from.length > 0 && from.every((name) => name in sources), id);
    }
  });

  it('say under which facts in one spelling, each once', () => {
    for (const { id, when = [] } of guards) {
      for (const condition of when) assert.deepEqual(condition, normalWhen(condition), id);
      assert.equal(new Set(when.map((condition) => JSON.stringify(condition))).size, when.length, id);
    }
  });

  it('name values that the setting can have, at the address that the catalogue has', () => {
    const known = new Map(settings.map((setting) => [placeOf(setting), setting]));
    for (const { id, kind, addresses = [], writes = [], lacks } of guards) {
      for (const address of addresses) {
        for (const one of writes) {
          const values = kind === 'userRight' ? [one] : one;
          assert.equal(valueProblem({ kind, address }, values), null, id);
        }
        if (lacks) assert.equal(valueProblem({ kind, address }, lacks), null, id);
        const setting = known.get(placeOf({ kind, address }));
        if (setting) assert.deepEqual(address, setting.address, `${id}: ${setting.id}`);
      }
    }
  });

  it('are all named differently', () => assert.equal(new Set(guards.map(({ id }) => id)).size, guards.length));

  it('leave no control of a built-in baseline that is known to lock out without one', () => {
    const lockout = allControls.filter(
      (control) => control.setting !== undefined && settingOf(control).risk === 'lockout',
    );
    const free = lockout.filter((control) => {
      if (String(control.expect?.members) === GUESTS) return false;
      const { kind, address } = settingOf(control);
      const set = control.expect?.members ?? control.expect?.equals ?? 'a name';
      return find({ kind, address, set }).length === 0;
    });
    assert.deepEqual([...new Set(free.map(({ setting }) => setting))].sort(), KNOWN_HARMLESS);
  });
});

/** Whoever is refused when this group alone is, no administrator is. */
const GUESTS = 'S-1-5-32-546';

/** Rated as a lockout, and not held back: docs/operations.md, "What is held back, and why", says why of each group. */
const KNOWN_HARMLESS = [
  // A run comes by Systems Manager: another way in may close on purpose.
  ...['firewall-block-rdp-tcp', 'rdp-connections', 'rdp-connections-policy', 'service-remote-desktop'],
  // The rules of this server still count, because the guard keeps their merge.
  ...['firewall-domain-inbound', 'firewall-private-inbound', 'firewall-public-inbound'],
  // Every administrator stays admitted.
  ...['right-local-logon', 'right-network-logon', 'right-remote-logon', 'uac-remote-local-accounts'],
  // Only accounts of a domain are concerned, or callers too old for it.
  ...['cached-logons', 'domain-channel-protected', 'hardened-netlogon', 'hardened-sysvol', 'laps-directory'],
  ...['kerberos-encryption', 'laps-legacy', 'ntlm-level', 'unlock-asks-domain'],
  // The lock opens by itself, and does not concern the built-in administrator.
  ...['lockout-duration', 'lockout-threshold'],
  // No fact of the node tells whether it lives by IPv6 alone.
  'ipv6-off',
].sort();
