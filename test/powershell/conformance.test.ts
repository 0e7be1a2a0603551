import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { glob, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { OPERATIONS } from '../../src/core/plan/model.ts';
import { renderScript } from './render.ts';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const project = fileURLToPath(new URL('./Conformance', import.meta.url));
const tool = join(project, 'bin', 'conformance', 'conformance.dll');
const commands = join(root, 'test', 'fixtures', 'powershell-5.1-commands.json');

interface Finding {
  file: string;
  line: number;
  rule: string;
  text: string;
}

async function check(files: string[]): Promise<Finding[]> {
  const { stdout } = await execute('dotnet', [tool, commands, ...files], { maxBuffer: 1 << 24 });
  return JSON.parse(stdout) as Finding[];
}

async function engineFiles(): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob('powershell/WinHarden/**/*.ps1', { cwd: root })) files.push(join(root, file));
  return files;
}

/** What is wrong with a text, where functions of other files may be called in it. */
async function checkText(text: string, others: string[] = []): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'winharden-conformance-'));
  try {
    const file = join(folder, 'script.ps1');
    await writeFile(file, text);
    return (await check([file, ...others])).filter((finding) => finding.file === file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the engine is Windows PowerShell 5.1 on .NET Framework 4.8', () => {
  before(async function () {
    this.timeout(300_000);
    try {
      await execute('dotnet', [
        'build',
        project,
        '-c',
        'Release',
        '-o',
        join(project, 'bin', 'conformance'),
        '-v',
        'quiet',
      ]);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      const said = 'NOT RUN: the conformance lint needs the .NET SDK (dotnet) on PATH';
      if (process.env['CI'] !== undefined && process.env['CI'] !== '') throw new Error(said);
      console.warn(`\n  !!! ${said} !!!\n`);
      this.skip();
    }
  });

  it('in every file', async () => {
    const files = await engineFiles();
    assert.ok(files.length > 10);
    assert.deepEqual(await check(files), []);
  });

  for (const operation of OPERATIONS) {
    it(`in the ${operation} script as sent`, async () => {
      assert.deepEqual(await checkText(await renderScript('cis-l2', operation), await engineFiles()), []);
    });
  }

  const wrong: [what: string, script: string, rule: string][] = [
    ['a method that only .NET 5 has', '[Security.Cryptography.SHA256]::HashData($bytes)', 'unknown member'],
    ['a property that only .NET has', '[DateTime]::UnixEpoch', 'unknown member'],
    ['an overload that .NET Framework lacks', '[Math]::Round(1, 2, 3, 4)', 'unknown member'],
    ['a type that is not there', '[Text.Json.JsonDocument]::Parse($x)', 'unknown type'],
    ['a type in an assembly that is not loaded', '[IO.Compression.ZipFile]', 'unknown type'],
    ['a short type name of 7', '[uint] 3', 'unknown type'],
    ['a type named in text', 'New-Object Text.Json.JsonDocument', 'unknown type'],
    ['a method that no type has', '$x.EnumerateRunes()', 'unknown method'],
    ['a ternary', '$x ? 1 : 2', 'syntax of PowerShell 7'],
    ['null coalescing', '$x ?? 1', 'syntax of PowerShell 7'],
    ['null coalescing assignment', '$x ??= 1', 'syntax of PowerShell 7'],
    ['a null-conditional member', '($x)?.Name', 'syntax of PowerShell 7'],
    ['a pipeline chain', 'Get-Item x && Get-Date', 'syntax of PowerShell 7'],
    ['a clean block', 'function Get-It { clean { } }', 'syntax of PowerShell 7'],
    ['a background job', 'Get-Item x &', 'syntax of PowerShell 7'],
    ['a line that starts with a pipe', 'Get-Item x\n | Out-Null', 'syntax of PowerShell 7'],
    ['an unsigned literal', '$x = 1u', 'number of PowerShell 7'],
    ['an automatic variable of 7', '$IsWindows', 'variable of PowerShell 7'],
    ['a parameter of 7', 'Get-Content -Path x -AsByteStream', 'unknown parameter'],
    ['-Parallel', '1 | ForEach-Object -Parallel { }', 'unknown parameter'],
    ['a splatted parameter of 7', '$p = @{ AsHashtable = $true }\nConvertFrom-Json @p', 'unknown parameter'],
    ['a parameter that our own function lacks', 'function Get-It { param($A) }\nGet-It -B 1', 'unknown parameter'],
    ['an alias', 'gci x', 'unknown command'],
    ['a command of 7', 'Join-String', 'unknown command'],
    ['a command of the AWS Tools that may not be there', 'Read-S3Object -Key x', 'unknown command'],
    ['a parameter that it lacks', 'if (Get-Command Read-S3Object) { Read-S3Object -Path x }', 'unknown parameter'],
    ['Write-Host', "Write-Host 'x'", 'forbidden command'],
    ['Invoke-Expression', "Invoke-Expression 'x'", 'forbidden command'],
    ['a backtick', 'Get-Item `\n x', 'backtick'],
    ['a verb that is not approved', 'function Do-It { }', 'verb'],
    ['text that does not parse', 'if (', 'syntax error'],
  ];
  for (const [what, script, rule] of wrong) {
    it(`and would not be with ${what}`, async () => {
      const rules = (await checkText(`${script}\n`)).map((finding) => finding.rule);
      assert.ok(rules.includes(rule), `${script}: ${rules.join(', ')}`);
    });
  }
});
