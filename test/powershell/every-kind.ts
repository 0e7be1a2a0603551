import { freshWindows, type Registry, type WindowsState } from '../../src/lab/windows-state.ts';

/** A baseline with every kind of setting, and every kind of write that a real one makes on `everyKindWindows`. */
export const EVERY_KIND = `baseline: every-kind
title: Every kind of write
settleSeconds: 1
settings:
${settings({
  new: ['HKLM', 'SOFTWARE\\Policies\\Proof\\Deep\\Down', 'New', 'REG_DWORD'],
  'new-text': ['HKLM', 'SOFTWARE\\Policies\\Proof\\Deep\\Down', 'NewText', 'REG_SZ'],
  dword: ['HKLM', 'SOFTWARE\\Proof', 'DWord', 'REG_DWORD'],
  qword: ['HKLM', 'SOFTWARE\\Proof', 'QWord', 'REG_QWORD'],
  text: ['HKLM', 'SOFTWARE\\Proof', 'Text', 'REG_SZ'],
  expand: ['HKLM', 'SOFTWARE\\Proof', 'Expand', 'REG_EXPAND_SZ'],
  list: ['HKLM', 'SOFTWARE\\Proof', 'List', 'REG_MULTI_SZ'],
  bytes: ['HKLM', 'SOFTWARE\\Proof', 'Bytes', 'REG_BINARY'],
  'wrong-type': ['HKLM', 'SOFTWARE\\Proof', 'WrongType', 'REG_DWORD'],
  deleted: ['HKLM', 'SOFTWARE\\Proof', 'Deleted', 'REG_MULTI_SZ'],
  'deleted-alone': ['HKLM', 'SOFTWARE\\Proof\\Alone', 'Deleted', 'REG_BINARY'],
  'user-new': ['HKU', 'Software\\Policies\\Proof\\User', 'New', 'REG_DWORD'],
  'user-changed': ['HKU', 'Console', 'QuickEdit', 'REG_DWORD'],
  'user-deleted': ['HKU', 'Control Panel\\Desktop', 'ScreenSaveActive', 'REG_SZ'],
})}
  - { id: product, title: T, kind: installer, address: { product: Agent, service: ProofAgent, source: 'https://example.com/agent.exe', arguments: [/quiet], signer: Example, uninstall: { arguments: [/uninstall] } } }
  - { id: delayed, title: T, kind: service, address: { service: ALG } }
  - { id: plain, title: T, kind: service, address: { service: WinRM } }
  - { id: disabled, title: T, kind: service, address: { service: DiagTrack } }
  - { id: disabled-delayed, title: T, kind: service, address: { service: BITS } }
  - { id: history, title: T, kind: accountPolicy, address: { policy: PasswordHistorySize } }
  - { id: bad-count, title: T, kind: accountPolicy, address: { policy: LockoutBadCount } }
  - { id: duration, title: T, kind: accountPolicy, address: { policy: LockoutDuration } }
  - { id: reset, title: T, kind: accountPolicy, address: { policy: ResetLockoutCount } }
  - { id: emptied, title: T, kind: userRight, address: { right: SeUndockPrivilege } }
  - { id: given, title: T, kind: userRight, address: { right: SeTcbPrivilege } }
  - { id: orphans, title: T, kind: userRight, address: { right: SeBackupPrivilege } }
  - { id: audited, title: T, kind: auditPolicy, address: { subcategory: '{0CCE923F-69AE-11D9-BED3-505054503030}' } }
  - { id: audited-too, title: T, kind: auditPolicy, address: { subcategory: '{0CCE9242-69AE-11D9-BED3-505054503030}' } }
  - { id: audited-more, title: T, kind: auditPolicy, address: { subcategory: '{0CCE9226-69AE-11D9-BED3-505054503030}' } }
  - { id: administrator, title: T, kind: localAccount, address: { rid: 500, property: name } }
  - { id: guest, title: T, kind: localAccount, address: { rid: 501, property: name } }
  - { id: guest-on, title: T, kind: localAccount, address: { rid: 501, property: enabled } }
  - { id: removed, title: T, kind: feature, address: { feature: FS-SMB1 } }
  - { id: installed, title: T, kind: feature, address: { feature: Telnet-Client } }
controls:
  - { id: new, setting: new, expect: { equals: 4294967295 } }
  - { id: new-text, setting: new-text, expect: { equals: on } }
  - { id: dword, setting: dword, expect: { atLeast: 2 }, set: 4000000000 }
  - { id: qword, setting: qword, expect: { equals: 5000000000 } }
  - { id: text, setting: text, expect: { equals: "it's new" } }
  - { id: expand, setting: expand, expect: { equals: '%SystemRoot%\\new' } }
  - { id: list, setting: list, expect: { equals: [z, a, m] } }
  - { id: bytes, setting: bytes, expect: { equals: 00ff } }
  - { id: wrong-type, setting: wrong-type, expect: { equals: 1 } }
  - { id: deleted, setting: deleted, expect: { absent: true } }
  - { id: deleted-alone, setting: deleted-alone, expect: { absent: true } }
  - { id: user-new, setting: user-new, expect: { equals: 1 } }
  - { id: user-changed, setting: user-changed, expect: { equals: 0 } }
  - { id: user-deleted, setting: user-deleted, expect: { absent: true } }
  - { id: history, setting: history, expect: { atLeast: 24 }, set: 24 }
  - { id: lockout, setting: bad-count, expect: { between: [1, 5] }, set: 5 }
  - { id: lockout, setting: duration, expect: { atLeast: 20 }, set: 20 }
  - { id: lockout, setting: reset, expect: { atLeast: 15 }, set: 15 }
  - { id: emptied, setting: emptied, expect: { members: [] } }
  - { id: given, setting: given, expect: { members: [S-1-5-32-544, S-1-5-21-1-2-3-4444] } }
  - { id: orphans, setting: orphans, expect: { members: [S-1-5-32-544] } }
  - { id: audited, setting: audited, expect: { equals: [Success, Failure] } }
  - { id: audited-too, setting: audited-too, expect: { equals: [Success, Failure] } }
  - { id: audited-more, setting: audited-more, expect: { includes: [Success] } }
  - { id: delayed, setting: delayed, expect: { equals: automaticDelayed } }
  - { id: plain, setting: plain, expect: { equals: automatic } }
  - { id: disabled, setting: disabled, expect: { equals: disabled } }
  - { id: disabled-delayed, setting: disabled-delayed, expect: { equals: disabled } }
  - { id: administrator, setting: administrator, expect: { noneOf: [Administrator] }, set: keeper }
  - { id: guest, setting: guest, expect: { noneOf: [Guest] }, set: visitor }
  - { id: guest-on, setting: guest-on, expect: { equals: true } }
  - { id: removed, setting: removed, expect: { equals: removed } }
  - { id: installed, setting: installed, expect: { equals: installed } }
  - { id: product, setting: product, expect: { equals: installed } }
`;

/** What guards would hold back; here it is to be applied. */
export const RISKS = ['administrator'];

function settings(registry: Record<string, [hive: string, key: string, name: string, type: string]>): string {
  return Object.entries(registry)
    .map(([id, [hive, key, name, type]]) => {
      const address = JSON.stringify({ hive, key, name, type });
      return `  - { id: ${id}, title: T, kind: registry, address: ${address} }`;
    })
    .join('\n');
}

const services = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';

/** A node on which that baseline has something to create, to change and to delete of every kind. */
export function everyKindWindows(): WindowsState {
  const state = freshWindows({ release: 2022 });
  const own: Registry = {
    'HKLM\\SOFTWARE\\Proof': {
      DWord: { type: 'REG_DWORD', value: 1 },
      QWord: { type: 'REG_QWORD', value: 1 },
      Text: { type: 'REG_SZ', value: 'old ‘text’' },
      Expand: { type: 'REG_EXPAND_SZ', value: '%TEMP%\\old' },
      List: { type: 'REG_MULTI_SZ', value: ['old', 'a', ''] },
      Bytes: { type: 'REG_BINARY', value: 'c0ffee' },
      WrongType: { type: 'REG_SZ', value: '1' },
      Deleted: { type: 'REG_MULTI_SZ', value: ['b', 'a'] },
    },
    'HKLM\\SOFTWARE\\Proof\\Alone': { Deleted: { type: 'REG_NONE', value: '0102' } },
    [`${services}\\ALG`]: { Start: { type: 'REG_DWORD', value: 3 } },
    [`${services}\\WinRM`]: {
      DelayedAutostart: { type: 'REG_DWORD', value: 1 },
      Start: { type: 'REG_DWORD', value: 2 },
    },
    [`${services}\\BITS`]: {
      DelayedAutostart: { type: 'REG_DWORD', value: 1 },
      Start: { type: 'REG_DWORD', value: 2 },
    },
  };
  state.registry = { ...state.registry, ...own };
  state.services['BITS'] = { status: 'Running' };
  // An account that was deleted since holds rights still.
  state.userRights['SeBackupPrivilege'] = ['S-1-5-21-7-7-7-1234', 'S-1-5-32-544', 'S-1-5-32-551'];
  state.auditPolicy['{0CCE9226-69AE-11D9-BED3-505054503030}'] = 2;
  for (const name of ['FS-SMB1', 'FS-SMB1-CLIENT', 'FS-SMB1-SERVER']) {
    state.features[name] = { ...state.features[name], installed: true };
  }
  const agent = { signer: 'CN=Example', status: 'Valid', service: 'ProofAgent', exitCode: 0 };
  state.downloads = { 'https://example.com/agent.exe': agent };
  return state;
}
