# A misspelt variable or property must stop the engine, not read as empty.
Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
# Standard output belongs to the report alone.
$WarningPreference = $ProgressPreference = 'SilentlyContinue'
# In this mode no .NET call is allowed: neither could the plan be unpacked nor a report be written.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    throw 'winharden cannot work in Constrained Language Mode: allow its script in AppLocker or WDAC'
}

function Invoke-WinHarden($Operation, $PlanText, $RunId, $ReportEncoding = 'json', $Reboot = 'never', $TargetRunId) {
    <# .SYNOPSIS
    Carries out one operation, prints the report, returns the exit code; 3010 without a report asks for a restart and the same again.
    #>
    $Run = New-Run $Operation $RunId
    $report = $Run.Report
    try {
        try {
            $Run.Plan = ConvertFrom-JsonText $PlanText
            $report.baseline = $Run.Plan['baseline']
            $report.plan = $Run.Plan['hash']
            <# Ids become folder names: nothing else may pass. #>
            if ("$RunId$TargetRunId" -notmatch '^[A-Za-z0-9-]{0,128}\z') { throw 'a run id has only letters, digits and hyphens' }
            Read-Fact $report.node
            Enter-Run
            $report.rebootPending = Test-PendingReboot
            try {
                if ($Operation -eq 'audit') { Read-Plan $Run.Plan; Invoke-Audit }
                elseif (Resume-Run) { Complete-Restart }
                elseif ($Operation -eq 'apply') { Read-Plan $Run.Plan; Invoke-Apply }
                else { Invoke-Rollback $TargetRunId }
            }
            finally { Remove-TemporaryFolder }
            if (Test-PendingReboot) { $report.rebootRequired = $true }
            if ($Reboot -eq 'if-required' -and $report.rebootRequired -and -not $report.rebooted -and -not $report.error) { Suspend-Run; return 3010 }
        }
        catch { $report.error = Get-ErrorText $_ }
        Write-Report $ReportEncoding
    }
    finally { if ($Run.Lock) { $Run.Lock.Dispose() } }
    [int] ($null -ne $report.error)
}
