# A misspelt variable or property must stop the engine, not read as empty.
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
# Standard output belongs to the report alone.
$WarningPreference = $ProgressPreference = 'SilentlyContinue'

function Invoke-WinHarden($Operation, $PlanText, $RunId, $ReportEncoding = 'json', $TargetRunId) {
    <# .SYNOPSIS
    Carries out one operation, prints the report, returns the exit code.
    #>
    <# In this mode no .NET call is allowed, so that not even a report could be written. #>
    if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
        throw 'winharden cannot work in Constrained Language Mode: allow its script in AppLocker or WDAC'
    }
    $Run = New-Run $Operation $RunId
    $report = $Run.Report
    try {
        $plan = ConvertFrom-JsonText $PlanText
        $report.baseline = $plan['baseline']
        $report.plan = $plan['hash']
        $Run.VitalNames = $plan['vitalServices']
        <# Ids become folder names: nothing else may pass. #>
        if ("$RunId$TargetRunId" -notmatch '^[A-Za-z0-9-]{0,128}\z') { throw 'a run id has only letters, digits and hyphens' }
        Read-Fact $report.node
        Enter-Run
        if ($Operation -eq 'rollback') { Invoke-Rollback $TargetRunId } else { Read-Plan $plan; & "Invoke-$Operation" }
        if (Test-PendingReboot) { $report.rebootRequired = $true }
        Remove-TemporaryFolder
    }
    catch { $report.error = Get-ErrorText $_ }
    finally { if ($Run.Lock) { $Run.Lock.Dispose() } }
    Write-Report $ReportEncoding
    [int] ($null -ne $report.error)
}
