import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { renderImage } from '../../src/actions/render-image.ts';
import { createApp } from '../../src/app.ts';
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

  it('in the steps of an Image Builder component', async () => {
    const baseline = 'eks-node';
    const choice = { baseline, format: 'image-builder' as const, folder: 'image', version: '1.0.0' };
    const { files } = await renderImage(createApp({}), choice);
    const { phases } = parse(files[0]?.text ?? '') as { phases: { steps: { inputs: { commands?: string[] } }[] }[] };
    const commands = phases.flatMap(({ steps }) => steps.flatMap(({ inputs }) => inputs.commands ?? []));
    assert.equal(commands.length, 3);
    for (const command of commands) assert.deepEqual(await checkText(command), []);
  });

  it('in the user data for Packer', async () => {
    const text = await readFile(join(root, 'documents/packer/open-ssh.ps1'), 'utf8');
    assert.deepEqual(await checkText(text.replace(/^<\/?powershell>\n/gm, '')), []);
  });

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
    ['Invoke-Expression by its alias', "iex 'x'", 'unknown command'],
    ['Invoke-Expression as a text', "& 'Invoke-Expression' 'x'", 'forbidden command'],
    ['Invoke-Expression of its module', "Microsoft.PowerShell.Utility\\Invoke-Expression 'x'", 'forbidden command'],
    ['a script block from text', "& ([scriptblock]::Create('x'))", 'code from text'],
    ['a script block by its full name', "[System.Management.Automation.ScriptBlock]::Create('x')", 'code from text'],
    ['InvokeScript', "$ExecutionContext.InvokeCommand.InvokeScript('x')", 'code from text'],
    ['NewScriptBlock', "$ExecutionContext.InvokeCommand.NewScriptBlock('x')", 'code from text'],
    ['ExpandString', "$ExecutionContext.InvokeCommand.ExpandString('x')", 'code from text'],
    ['a pipeline from text', "[powershell]::Create().AddScript('x')", 'code from text'],
    ['a method whose name is computed', '[Math]::$name(1)', 'code from text'],
    ['a type that makes types', "[Reflection.Assembly]::LoadFile('x')", 'code from text'],
    ['a command in a variable', '$x = "Get-Date"; & $x', 'built command'],
    ['a command that is put together', '& "Get-$x"', 'built command'],
    ['a command that is computed', "& ('Get-' + 'Date')", 'built command'],
    ['a file that is run in place', '. $file', 'built command'],
    ['a program by another path', '& "$env:TEMP\\$name.exe"', 'built command'],
    ['a program by a path as it is', "& 'C:\\Windows\\System32\\sc.exe'", 'unknown command'],
    ['a name from a call', 'function Get-It($A) { & "Get-$A" }\nGet-It $x', 'built command'],
    ['a name that is changed', 'function Get-It($A) { $A = $x; & "Get-$A" }\nGet-It Date', 'built command'],
    ['a name by a splatted call', 'function Get-It($A) { & "Get-$A" }\nGet-It @x', 'built command'],
    ['a block from a variable', 'function Get-It($A) { & $A }\nGet-It $x', 'built command'],
    [
      'a key of a table that grows',
      '$T = @{ A = 1 }\n$T.B = 2\nfunction Get-It { foreach ($k in $T.Keys) { & "Get-$k" } }',
      'built command',
    ],
    [
      'a key of a table from elsewhere',
      '$T = Get-It\nfunction Get-It { foreach ($k in $T.Keys) { & "Get-$k" } }',
      'built command',
    ],
    ['an object of a computed type', 'New-Object $type', 'computed type'],
    ['an object of a computed type by name', 'New-Object -TypeName "$type"', 'computed type'],
    ['text made a type', '[type] $name', 'computed type'],
    ['text taken for a type', '$x -as $name', 'computed type'],
    ['a type found by text', '[type]::GetType($name)', 'code from text'],
    ['Start-Process', 'Start-Process x', 'forbidden command'],
    ['cmd', 'cmd /c dir', 'nested shell'],
    ['another PowerShell', 'powershell.exe -Command x', 'nested shell'],
    ['a shell as a program of System32', 'function Invoke-It($Name) { }\nInvoke-It cmd', 'nested shell'],
    ['a shell by its path', "$x = 'C:\\Windows\\System32\\cmd.exe'", 'nested shell'],
    ['an empty catch', 'try { Get-Date } catch { }', 'empty catch'],
    ['a catch with a comment only', 'try { Get-Date } catch { <# it does not matter #> }', 'empty catch'],
    ['a trap', 'trap { continue }', 'trap'],
    ['no strict mode', '$x = 1', 'no strict mode'],
    ['a lesser strict mode', 'Set-StrictMode -Version 2', 'no strict mode'],
    ['strict mode off', 'Set-StrictMode -Version 3\nSet-StrictMode -Off', 'no strict mode'],
    ['a function without help', 'function Get-It { 1 }', 'no help'],
    ['a function with an empty help', 'function Get-It { <# .SYNOPSIS #> 1 }', 'no help'],
    ['ConvertTo-Json', 'ConvertTo-Json $x', 'forbidden command'],
    ['ConvertFrom-Json', 'ConvertFrom-Json $x', 'forbidden command'],
    ['Out-File', 'Get-Date | Out-File x', 'no encoding'],
    ['Set-Content', 'Set-Content x 1', 'no encoding'],
    ['Get-Content', 'Get-Content x', 'no encoding'],
    ['a redirection', 'Get-Date > x', 'no encoding'],
    ['an appending redirection', 'Get-Date >> x', 'no encoding'],
    ['text that does not parse', 'if (', 'syntax error'],
  ];
  it('and takes what is fixed for fixed', async () => {
    const fixed = `Set-StrictMode -Version 3
$Table = [ordered]@{ One = 1; Other = 2 }
<# .SYNOPSIS
One. #>
function Get-One { 1 }
<# .SYNOPSIS
Other. #>
function Get-Other { 2 }
function Get-It($Verb, $Block) {
    <# .SYNOPSIS
    Calls by names that are in the code.
    #>
    $order = @($Table.Keys)
    foreach ($noun in $order) { & "$Verb-$noun"; & $Block }
    & "$env:SystemRoot\\System32\\$Verb.exe" 2>$null
    try { Get-Content x -Encoding UTF8 } catch { throw }
}
Get-It Get { 1 }
`;
    assert.deepEqual(await checkText(fixed), []);
  });

  for (const [what, script, rule] of wrong) {
    it(`and would not be with ${what}`, async () => {
      const rules = (await checkText(`${script}\n`)).map((finding) => finding.rule);
      assert.ok(rules.includes(rule), `${script}: ${rules.join(', ')}`);
    });
  }
});
