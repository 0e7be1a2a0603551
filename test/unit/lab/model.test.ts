import assert from 'node:assert/strict';
import { meets } from '../../../src/lab/model/expectation.ts';
import { Registry } from '../../../src/lab/model/registry.ts';
import { readScript } from '../../../src/lab/model/script.ts';

describe('lab model: expectations', () => {
  const cases: [expect: Record<string, unknown>, found: unknown, met: boolean][] = [
    [{ equals: 1 }, 1, true],
    [{ equals: 1 }, '1', false],
    [{ equals: '1' }, 1, false],
    [{ equals: 'Yes' }, 'yes', true],
    [{ equals: ['a', 'b'] }, ['B', 'A'], true],
    [{ equals: ['a', 'b'] }, ['a'], false],
    [{ equals: 1 }, true, false],
    [{ members: [] }, [], true],
    [{ absent: true }, null, true],
    [{ absent: true }, 0, false],
    [{ equals: 1 }, null, false],
    [{ orAbsent: true, equals: 1 }, null, true],
    [{ orAbsent: true, equals: 1 }, 2, false],
    [{ atLeast: 14 }, '14', true],
    [{ atLeast: 14 }, 13, false],
    [{ atMost: 4 }, -1, true],
    [{ between: [1, 4] }, 0, false],
    [{ between: [1, 4] }, 'x', false],
    [{ oneOf: [1, 2] }, 2, true],
    [{ noneOf: ['Guest'] }, 'guest', false],
    [{ includes: 1 }, 3, true],
    [{ includes: 2 }, 1, false],
    [{ includes: ['a'] }, 'b, A', true],
    [{ includes: ['a'] }, ['b'], false],
    [{ within: ['NTFS'] }, ['ntfs'], true],
    [{ within: ['NTFS'] }, ['NTFS', 'RAW'], false],
    [{ within: ['S-1-1-0 1F 1 0'] }, ['S-1-1-0 F 1 0'], true],
    [{ within: ['S-1-1-0 F 1 0'] }, ['S-1-1-0 F 1 1'], false],
    [{ notEmpty: true }, ' ', false],
    [{ notEmpty: true }, 'x', true],
  ];
  for (const [expect, found, met] of cases) {
    it(`${JSON.stringify(found)} ${met ? 'meets' : 'misses'} ${JSON.stringify(expect)}`, () =>
      assert.equal(meets(expect, found), met));
  }
  it('knows no other comparison', () => assert.throws(() => meets({ like: 1 }, 1), /unknown expectation 'like'/));
});

describe('lab model: registry', () => {
  const hive = { 'HKLM\\A': { One: { type: 'REG_DWORD', value: 1 } }, 'HKLM\\B\\C': {} };

  it('finds keys and values without regard to case', () => {
    const registry = new Registry(hive, 'HKLM\\');
    assert.equal(registry.get('a', 'ONE')?.value, 1);
    assert.deepEqual([registry.has('b'), registry.has('b\\c'), registry.has('c')], [true, true, false]);
    assert.deepEqual(registry.children('b'), ['C']);
    assert.deepEqual([registry.missing('B\\C'), registry.missing('B\\D\\E')], [0, 2]);
  });

  it('writes what it read, byte for byte', () => {
    const registry = new Registry(hive, 'HKLM\\');
    assert.deepEqual([registry.toHive(), registry.changed], [hive, false]);
  });

  it('removes the keys that it made, and no others', () => {
    const registry = new Registry(hive, 'HKLM\\');
    const missing = registry.missing('B\\C\\D\\E');
    registry.set('B\\C\\D\\E', 'x', { type: 'REG_SZ', value: 'y' });
    assert.deepEqual(Object.keys(registry.toHive()), ['HKLM\\A', 'HKLM\\B\\C\\D\\E']);
    registry.remove('B\\C\\D\\E', 'x', missing);
    assert.deepEqual(registry.toHive(), hive);
    registry.remove('A', 'One', 0);
    assert.deepEqual(registry.toHive()['HKLM\\A'], {});
  });
});

describe('lab model: scripts', () => {
  it('reads header and plan', () => {
    const script =
      "$RunId = 'it''s'\n$ReportEncoding = 'gzip'\n\n# file x\n$PlanText = @'\n{\"format\":1}\n'@\n\nexit (Invoke-WinHarden -Operation apply -PlanText $PlanText)\n";
    assert.deepEqual(readScript(script), {
      operation: 'apply',
      runId: "it's",
      targetRunId: '',
      encoding: 'gzip',
      mayRestart: false,
      planText: '{"format":1}',
    });
  });
  it('leaves other scripts alone', () => assert.equal(readScript("Write-Output 'x'\n"), undefined));
});
