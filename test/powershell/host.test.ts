import assert from 'node:assert/strict';
import { runScript, usePowerShell, windowsWith } from './simulation.ts';

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

  it('reads JSON as Windows PowerShell 5.1 does', async function () {
    if (shell().name !== 'host') this.skip();
    const script = `$read = '{"number":1,"date":"2026-11-23T18:01:02Z","list":[1]}' | ConvertFrom-Json
$read.number.GetType().Name, $read.date.GetType().Name, $read.list.GetType().Name -join ' '`;
    assert.equal((await run(script)).stdout.trim(), 'Int32 String Object[]');
  });
});
