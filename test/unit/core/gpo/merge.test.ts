import { deepEqual, equal, match, throws } from 'node:assert/strict';
import { forStandalone } from '../../../../src/core/gpo/local-accounts.ts';
import { mergeDemands } from '../../../../src/core/gpo/merge.ts';
import type { SourcedDemand } from '../../../../src/core/gpo/model.ts';

const registry = (gpo: string, file: string, name: string, equals: number): SourcedDemand => ({
  gpo,
  file,
  kind: 'registry',
  address: { hive: 'HKLM', key: 'SOFTWARE\\K', name, type: 'REG_DWORD' },
  expect: { equals },
  title: `Value ${name} of SOFTWARE\\K`,
});
const right = (name: string, members: string[]): SourcedDemand => ({
  gpo: 'G',
  file: 'GptTmpl.inf',
  kind: 'userRight',
  address: { right: name },
  expect: { members },
  title: name,
});

describe('several GPOs', () => {
  it('that agree are said once', () => {
    const { demands, unsupported } = mergeDemands([
      registry('A', 'registry.pol', 'V', 1),
      registry('B', 'registry.pol', 'v', 1),
      { ...right('SeX', ['S-1-1-0', 'S-1-5-6']), gpo: 'A' },
      { ...right('SeX', ['S-1-5-6', 'S-1-1-0']), gpo: 'B' },
    ]);
    deepEqual([demands.length, unsupported], [2, []]);
  });

  it('that disagree are refused with both, where they say it and what to do', () =>
    throws(() => mergeDemands([registry('A', 'registry.pol', 'V', 1), registry('B', 'GptTmpl.inf', 'V', 2)]), {
      code: 'ConflictingGpos',
      message: /Value V of SOFTWARE\\K: "A" \(registry\.pol\) says 1 REG_DWORD, but "B" \(GptTmpl\.inf\) says 2/,
      suggestions: ['Choose with --gpo NAME, which may be repeated.'],
    }));

  it('that disagree often are told the first few and how many more', () =>
    throws(
      () =>
        mergeDemands(
          'abcdefgh'.split('').flatMap((name) => [registry('A', 'f', name, 1), registry('B', 'f', name, 2)]),
        ),
      { message: /and 3 more$/ },
    ));

  it('are one where the later file of one GPO overrules the earlier; the earlier is listed', () => {
    const { demands, unsupported } = mergeDemands([
      registry('A', 'registry.pol', 'V', 1),
      registry('A', 'GptTmpl.inf', 'V', 2),
    ]);
    deepEqual(
      demands.map(({ expect }) => expect),
      [{ equals: 2 }],
    );
    equal(unsupported.length, 1);
    match(unsupported[0]?.reason ?? '', /GptTmpl\.inf says 2/);
  });
});

describe('hosts in no domain', () => {
  it('let local accounts in; others stay out', () => {
    const { demands, leftOut } = forStandalone([
      right('SeDenyNetworkLogonRight', ['S-1-5-32-546', 'S-1-5-114']),
      right('SeDenyRemoteInteractiveLogonRight', ['S-1-5-113']),
      right('SeDenyBatchLogonRight', ['S-1-5-113']),
    ]);
    deepEqual(
      demands.map(({ address, expect }) => [address, expect]),
      [
        [{ right: 'SeDenyNetworkLogonRight' }, { members: ['S-1-5-32-546'] }],
        [{ right: 'SeDenyBatchLogonRight' }, { members: ['S-1-5-113'] }],
      ],
    );
    deepEqual(
      leftOut.map(({ item }) => item),
      ['SeDenyNetworkLogonRight for S-1-5-114', 'SeDenyRemoteInteractiveLogonRight for S-1-5-113'],
    );
  });
});
