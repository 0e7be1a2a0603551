function Get-RestartPath {
    <# .SYNOPSIS
    Where a run that waits for a restart keeps what it knows.
    #>
    Join-Path $Run.Root restart.json
}

function Suspend-Run {
    <# .SYNOPSIS
    Keeps what this pass did for the pass after the restart: the agent restarts Windows and runs the same step again.
    #>
    $report = $Run.Report
    if ($Run.Operation -eq 'rollback') { $report.controls = @(foreach ($control in $Run.Controls.Values) { Get-ControlResult $control }) }
    [void] (Write-Record (Get-RestartPath) $report)
}

function Resume-Run {
    <# .SYNOPSIS
    Whether this is the pass after the restart; takes over what the first one reported.
    #>
    $path = Get-RestartPath
    if (-not [IO.File]::Exists($path)) { return $false }
    $report = $Run.Report
    $earlier = Read-Record $path
    [IO.File]::Delete($path)
    foreach ($name in 'operation', 'commandId', 'baseline', 'plan') { if ($earlier[$name] -ne $report[$name]) { return $false } }
    foreach ($name in 'runId', 'started', 'controls', 'rebootPending', 'vitalServices', 'backup') { $report[$name] = $earlier[$name] }
    $report.rebooted = $true
    if ($Run.Operation -eq 'rollback') { $report.changes = $earlier['changes'] }
    $true
}

function Complete-Restart {
    <# .SYNOPSIS
    After the restart: looks again, and waits five minutes at most for the vital services to come back.
    #>
    $vital = [ordered]@{}
    foreach ($service in $Run.Report.vitalServices) { $vital[$service['name']] = $service['before'] }
    $lost = @(Wait-VitalService $vital ($Run.Plan['settleSeconds'] * 2) 600)
    if ($Run.Operation -eq 'rollback') {
        if ($lost) { $Run.Report.error = "after putting back and a restart, these do not run any more: $($lost -join ', ')" }
        return
    }
    Read-Plan $Run.Plan
    Invoke-Audit
    Complete-Apply @(Get-AppliedPoint) $lost
}

function Get-AppliedPoint {
    <# .SYNOPSIS
    The points that this run set before the restart, as they were before that.
    #>
    if (-not $Run.Report.backup) { return }
    $known = @{}
    foreach ($point in Read-Backup $Run.Report.backup['path']) { $known[(Get-PointKey $point)] = $point }
    foreach ($control in $Run.Controls.Values) {
        foreach ($point in @(foreach ($row in $control.Rows) { $row.Points })) {
            $earlier = $known[(Get-PointKey $point)]
            if (-not $earlier) { continue }
            $point.First = $earlier.Target
            $point.Reboot = $false
            $point
        }
    }
}

function Get-PointKey($Point) {
    <# .SYNOPSIS
    What tells a point from all others.
    #>
    $Point.Id, $Point.Kind, $Point.User, (Get-PointAddress $Point) -join '|'
}
