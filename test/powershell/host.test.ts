import assert from 'node:assert/strict';
import { evaluate, runScript, usePowerShell, windowsWith } from './simulation.ts';

describe('a script on a simulated node', () => {
  const shell = usePowerShell();
  const state = windowsWith();
  const run = (script: string, args: string[] = []) => runScript(shell(), state, script, { args });

  it('answers the exit code of exit, and 0 after a program that failed', async () => {
    assert.equal((await run('exit 7')).exitCode, 7);
    const afterFailure = await run(`& "$env:SystemRoot\\System32\\sc.exe" query NoSuchService | Out-Null; 'done'`);
    assert.deepEqual([afterFailure.exitCode, afterFailure.stdout.trim()], [0, 'done']);
  });

  it('answers 1 and the message on stderr when the script throws or does not parse', async () => {
    const thrown = await run(`throw 'the reason'`);
    assert.equal(thrown.exitCode, 1);
    assert.match(thrown.stderr, /the reason/);
    assert.equal(thrown.stdout, '');
    assert.equal((await run('if (')).exitCode, 1);
  });

  it('carries standard output byte for byte', async () => {
    const { stdout } = await run(`[Console]::Out.Write("line$([char] 10)\\u00e4{};last")`);
    assert.equal(stdout, 'line\n\\u00e4{};last');
  });

  it('passes named arguments to the script', async () => {
    const script = `param([string] $RunId = '', [string] $Other = 'default')\n"$RunId $Other"`;
    assert.equal((await run(script, ['-RunId', 'r-1'])).stdout.trim(), 'r-1 default');
  });

  it('kills a script that does not end', async () => {
    const { exitCode } = await runScript(shell(), state, 'while ($true) { }', { timeoutMs: 3000 });
    assert.equal(exitCode, -1);
  });

  it('has the cmdlets that a script may use, as Windows PowerShell has them', async () => {
    const { values } = await evaluate(shell(), state, {
      output: `@(Write-Output 1 2).Count`,
      error: `Write-Error -Message 'the reason' -ErrorAction SilentlyContinue; "$?"`,
      object: `(New-Object 'Collections.Generic.List[string]').Count`,
      arguments: `(New-Object -TypeName Text.StringBuilder -ArgumentList 'abc').Length`,
      filled: `(New-Object Text.StringBuilder -Property @{ Capacity = 99 }).Capacity`,
      first: `@(3, 1, 2 | Sort-Object | Select-Object -First 2) -join ','`,
      last: `@(3, 1, 2 | Sort-Object -Descending | Select-Object -Last 1) -join ','`,
      unique: `@('b', 'A', 'a' | Sort-Object -Unique) -join ','`,
      byProperty: `@(@{ n = 2 }, @{ n = 1 } | Sort-Object { $_.n } | ForEach-Object { $_.n }) -join ','`,
      picked: `([pscustomobject] @{ a = 1; b = 2 } | Select-Object a, @{ Name = 'c'; Expression = { $_.b * 2 } }).c`,
      expanded: `[pscustomobject] @{ a = 5 } | Select-Object -ExpandProperty a`,
      json: `ConvertTo-Json @{ a = @(1, $null, 'x') } -Compress`,
      year: `(Get-Date -Format yyyy).Length`,
      slept: `Start-Sleep -Milliseconds 1; 'slept'`,
      path: `(Join-Path '/base' 'leaf').Replace('\\', '/')`,
      exists: `"$(Test-Path -LiteralPath $env:ProgramData -PathType Container) $(Test-Path $env:ProgramData -PathType Leaf)"`,
      content: `$file = Join-Path $env:ProgramData 'x.txt'; [IO.File]::WriteAllText($file, "a\nb".Replace('\n', [string] [char] 10)); (Get-Content $file).Count`,
      missing: `Get-Content -Path (Join-Path $env:ProgramData 'none')`,
    });
    assert.match(String(values['missing']), /Cannot find path/);
    delete values['missing'];
    assert.deepEqual(values, {
      output: 2,
      error: 'False',
      object: 0,
      arguments: 3,
      filled: 99,
      first: '1,2',
      last: '1',
      unique: 'A,b',
      byProperty: '1,2',
      picked: 4,
      expanded: 5,
      json: '{"a":[1,null,"x"]}',
      year: 4,
      slept: 'slept',
      path: '/base/leaf',
      exists: 'True False',
      content: 2,
    });
  });

  it('reads JSON as Windows PowerShell 5.1 does', async function () {
    if (shell().name !== 'host') this.skip();
    const script = `$read = '{"number":1,"date":"2026-11-23T18:01:02Z","list":[1]}' | ConvertFrom-Json
$read.number.GetType().Name, $read.date.GetType().Name, $read.list.GetType().Name -join ' '`;
    assert.equal((await run(script)).stdout.trim(), 'Int32 String Object[]');
  });
});
