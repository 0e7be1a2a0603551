import { deepEqual, equal, match } from 'node:assert/strict';
import { infReading } from '../../../../src/core/gpo/inf-reading.ts';
import { parseInf } from '../../../../src/core/gpo/parse-inf.ts';
import { readText } from '../../../../src/core/gpo/read-text.ts';
import { sample } from './samples.ts';

const sizes = (bytes: Uint8Array) =>
  Object.fromEntries(parseInf(readText(bytes)).map(({ name, lines }) => [name, lines.length]));
const section = (name: string, ...lines: string[]) => infReading(`[${name}]\r\n${lines.join('\r\n')}\r\n`);
const said = (name: string, ...lines: string[]) =>
  section(name, ...lines).demands.map(({ address, expect }) => [
    Object.values(address).at(-1),
    Object.values(expect)[0],
  ]);
const refused = (name: string, line: string) =>
  section(name, line)
    .unsupported.map(({ reason }) => reason)
    .join();

describe('a security template', () => {
  it('of a real backup has the lines that are known to be in it', () => {
    const { Unicode, Version, ...stig } = sizes(sample.stigInf());
    deepEqual(stig, { 'System Access': 13, 'Registry Values': 41, 'Privilege Rights': 29 });
    deepEqual([Unicode, Version], [1, 2]);
    const community = sizes(sample.communityInf());
    deepEqual(
      ['System Access', 'Service General Setting', 'Registry Values', 'Privilege Rights'].map(
        (name) => community[name],
      ),
      [13, 2, 61, 39],
    );
    const exported = sizes(sample.seceditExport());
    deepEqual(
      ['System Access', 'Event Audit', 'Registry Values', 'Privilege Rights'].map((name) => exported[name]),
      [16, 9, 62, 31],
    );
  });

  it('says the same in UTF-16, UTF-8 and Windows-1252', () => {
    const text = '[System Access]\r\nNewGuestName = "Gäste"\r\n';
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    const encodings = [
      utf16,
      Buffer.from(utf16).swap16(),
      Buffer.from(text, 'utf16le'),
      Buffer.from(`\ufeff${text}`),
      Buffer.from(text),
      Buffer.from(text, 'latin1'),
    ];
    for (const bytes of encodings) {
      deepEqual(
        infReading(readText(bytes)).demands.map(({ expect }) => expect),
        [{ equals: 'Gäste' }],
      );
    }
  });

  it('loses no line of a real one', () => {
    for (const [bytes, lines] of [
      [sample.stigInf(), 13 + 41 + 29],
      [sample.communityInf(), 13 + 2 + 61 + 39],
      [sample.seceditExport(), 16 + 9 + 62 + 31],
    ] as const) {
      const { demands, unsupported } = infReading(readText(bytes));
      equal(demands.length + unsupported.length, lines);
    }
    const exported = infReading(readText(sample.seceditExport())).unsupported;
    equal(exported.length, 9 + 2, JSON.stringify(exported));
  });

  it('sets account policies, and accounts by their RID', () => {
    deepEqual(
      said('System Access', 'MaximumPasswordAge = -1', 'EnableGuestAccount = 0', 'NewAdministratorName = "  X "'),
      [
        ['MaximumPasswordAge', -1],
        ['enabled', false],
        ['name', 'X'],
      ],
    );
    const [placeholder] = section('System Access', 'NewAdministratorName = "%adminname%"').demands;
    deepEqual([placeholder?.expect, placeholder?.set], [{ noneOf: ['Administrator'] }, { site: 'administratorName' }]);
    match(refused('System Access', 'LockoutBadCount = many'), /whole number/);
  });

  it('sets registry values of every type', () => {
    deepEqual(
      said(
        'Registry Values',
        'MACHINE\\A\\text=1,"say ""hi"", twice"',
        'machine\\A\\expand=2,"%windir%"',
        'MACHINE\\A\\bytes=3,1,0,f',
        'MACHINE\\A\\number=4,4294967295',
        'MACHINE\\A\\negative=4,-1',
        'MACHINE\\A\\list=7,System\\B,C=D',
        'MACHINE\\A\\empty=7,',
        'MACHINE\\A\\commas=7,one"," still one,two',
        '"MACHINE\\A\\quoted"=4,1',
      ),
      [
        ['REG_SZ', 'say "hi", twice'],
        ['REG_EXPAND_SZ', '%windir%'],
        ['REG_BINARY', '01000f'],
        ['REG_DWORD', 4294967295],
        ['REG_DWORD', 4294967295],
        ['REG_MULTI_SZ', ['System\\B', 'C=D']],
        ['REG_MULTI_SZ', []],
        ['REG_MULTI_SZ', ['one, still one', 'two']],
        ['REG_DWORD', 1],
      ],
    );
  });

  it('keeps the logon notice one text, though templates list its lines', () => {
    const [demand] = section(
      'Registry Values',
      'MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\System\\LegalNoticeText=7,Line one"," with comma,Line two',
    ).demands;
    deepEqual(demand?.expect, { equals: 'Line one, with comma\r\nLine two' });
    equal(Object.values(demand?.address ?? {}).at(-1), 'REG_SZ');
  });

  it('lists registry values that it cannot set', () => {
    match(refused('Registry Values', 'USERS\\A\\B=4,1'), /below MACHINE/);
    match(refused('Registry Values', 'MACHINE\\A\\B=9,1'), /type 9/);
    match(refused('Registry Values', 'MACHINE\\A\\B=4,1x'), /no REG_DWORD/);
    match(refused('Registry Values', 'MACHINE\\A\\B=3,10'), /more than one way/);
    match(refused('Registry Values', 'nonsense'), /expected/);
  });

  it('gives rights to SIDs and to names that mean the same everywhere', () => {
    deepEqual(
      said(
        'Privilege Rights',
        'SeTcbPrivilege =',
        'SeBackupPrivilege = *S-1-5-32-544,BUILTIN\\Users,NETWORK SERVICE,*S-1-5-82-1-2',
      ),
      [
        ['SeTcbPrivilege', []],
        ['SeBackupPrivilege', ['S-1-5-32-544', 'S-1-5-32-545', 'S-1-5-20', 'S-1-5-82-1-2']],
      ],
    );
  });

  it('takes a right from nobody whom it cannot name, and denies it to the others', () => {
    const granted = section('Privilege Rights', 'SeDebugPrivilege = testuser1,*S-1-5-32-544');
    deepEqual(granted.demands, []);
    match(granted.unsupported[0]?.reason ?? '', /testuser1: not the same account/);
    const denied = section(
      'Privilege Rights',
      'SeDenyBatchLogonRight = *S-1-5-21-1-2-3-512,*S-1-5-32-546,ADD YOUR ADMINS',
    );
    deepEqual(denied.demands[0]?.expect, { members: ['S-1-5-32-546'] });
    match(denied.unsupported[0]?.item ?? '', /SeDenyBatchLogonRight for \*S-1-5-21-1-2-3-512, ADD YOUR ADMINS/);
    deepEqual(section('Privilege Rights', 'SeDenyBatchLogonRight = SOMEBODY').demands, []);
  });

  it('sets start types, and lists the permissions beside them', () => {
    const { demands, unsupported } = section(
      'Service General Setting',
      '"AppIDSvc",2,""',
      'Spooler,4,"D:(A;;GA;;;SY)"',
    );
    deepEqual(
      demands.map(({ address, expect }) => [address, expect]),
      [
        [{ service: 'AppIDSvc' }, { equals: 'automatic', orAbsent: true }],
        [{ service: 'Spooler' }, { equals: 'disabled', orAbsent: true }],
      ],
    );
    deepEqual(unsupported, [{ item: 'Service Spooler: D:(A;;GA;;;SY)', reason: 'permissions of a service' }]);
    match(refused('Service General Setting', '"X",9,""'), /start type/);
  });

  it('lists every line of the sections that no baseline knows', () => {
    for (const [name, why] of [
      ['Event Audit', /old audit categories/],
      ['Kerberos Policy', /domain controllers/],
      ['Registry Keys', /permissions of registry keys/],
      ['File Security', /permissions of files/],
      ['Group Membership', /members of groups/],
      ['Something New', /does not know/],
    ] as const) {
      const { demands, unsupported } = section(name, '; a comment', 'first line', 'second line');
      deepEqual([demands.length, unsupported.length], [0, 2]);
      match(unsupported[0]?.reason ?? '', why);
    }
    match(infReading('stray').unsupported[0]?.item ?? '', /stray/);
  });
});
