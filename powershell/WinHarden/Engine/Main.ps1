function Invoke-WinHarden {
    <# .SYNOPSIS
    Carries out one operation, prints the report, returns the exit code.
    #>
    param([string] $Operation, [string] $PlanText, [string] $RunId, [string] $ReportEncoding = 'json', [string] $TargetRunId = '')
    # Here no .NET call is allowed, so that not even a report could be written.
    if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
        throw 'winharden cannot work in Constrained Language Mode: allow its script in your AppLocker or WDAC policy'
    }
    $session = New-Session $Operation $RunId
    $report = $session.Report
    try {
        Assert-Parameter $RunId $TargetRunId
        $session.Machine = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')
        $session.UsersRoot = [Microsoft.Win32.RegistryKey]::OpenBaseKey('Users', 'Registry64')
        Assert-Host $session
        Read-NodeFact $session
        if ($session.Facts.role -eq 'domainController') {
            throw 'this node is a domain controller: its account policies and rights are those of the domain, and are left alone'
        }
        Enter-WinHarden $session
        Read-Plan $session $PlanText
        if ($Operation -eq 'rollback') { Invoke-Rollback $session $TargetRunId } else { & "Invoke-$Operation" $session }
        $report.rebootRequired = $session.RebootRequired -or (Test-PendingReboot $session)
    }
    catch { $report.error = Get-ErrorText $_ }
    finally { Exit-WinHarden $session }
    Write-Report $session $ReportEncoding
    if ($null -eq $report.error) { 0 } else { 1 }
}

function Assert-Parameter {
    <# .SYNOPSIS
    Run ids become folder names: nothing else than letters, digits and hyphens may pass.
    #>
    param([string] $RunId, [string] $TargetRunId)
    foreach ($id in @($RunId, $TargetRunId)) {
        if ($id -notmatch '^[A-Za-z0-9-]{0,64}\z') { throw "'$id' is not a run id: letters, digits and hyphens, at most 64" }
    }
}
