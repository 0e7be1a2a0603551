<#
.SYNOPSIS
Runs a script, unchanged, as if on the Windows that a state file describes, and writes down the state it left behind.
#>
param(
    [Parameter(Mandatory)] [string] $StateFile,
    [Parameter(Mandatory)] [string] $ScriptFile,
    [Parameter(Mandatory)] [string] $OutState,
    [Parameter(ValueFromRemainingArguments)] [string[]] $ScriptArguments = @()
)

$parts = 'Windows', 'Registry', 'RegistryKey', 'HiveFile', 'State', 'Identity', 'Executables', 'Secedit', 'Auditpol', 'Services', 'Accounts', 'Features', 'System', 'Software', 'GroupPolicy'
foreach ($part in $parts) { . ([IO.Path]::Combine($PSScriptRoot, 'Windows', "$part.ps1")) }

Import-SimulatedWindows $StateFile $OutState
Enter-SimulatedWindows
if (@($global:Windows.Fault('missingTool')) -notcontains 'Read-S3Object') { . ([IO.Path]::Combine($PSScriptRoot, 'Windows', 'AwsTools.ps1')) }
$named = @{}
$positional = @()
for ($at = 0; $at -lt $ScriptArguments.Count; $at++) {
    if ($ScriptArguments[$at] -match '^-(\w+):?$') { $named[$Matches[1]] = $ScriptArguments[++$at] } else { $positional += $ScriptArguments[$at] }
}
$global:LASTEXITCODE = 0
try {
    & $ScriptFile @named @positional
    # `exit` in the script only ends the script; `$?` tells its code from the one that a program left behind.
    $exitCode = if ($?) { 0 } else { $LASTEXITCODE }
}
catch {
    [Console]::Error.WriteLine("$_`n$($_.InvocationInfo.PositionMessage)`n$($_.ScriptStackTrace)")
    $exitCode = 1
}
finally {
    # Elsewhere than on Windows a process cannot end with a number above 255, and 3010 means something.
    $global:Windows.State.exitCode = $exitCode
    Export-SimulatedWindows
}
exit $exitCode
