function Invoke-Apply {
    <# .SYNOPSIS
    Sets what is not as required, after a backup and the harmless first; puts everything back if the node lost a vital service.
    #>
    Invoke-Audit
    $changing = @(Select-Change)
    $vital = Get-VitalService
    <# Also where nothing changes: a restart that was due before may yet follow. #>
    Add-VitalService $vital $vital
    if (-not $changing) { return }
    Save-Backup $changing
    $done = @()
    $lost = @()
    <# By risk, with a look after each: so that a loss points to few controls. #>
    foreach ($rank in 0..3) {
        $stage = @(foreach ($point in $changing) { if ($point.Rank -eq $rank) { $point } })
        if (-not $stage) { continue }
        if ($lost) { foreach ($point in $stage) { $point.Message = "not set, because $($lost -join ', ') stopped before" }; continue }
        Set-Point $stage
        $done += $stage
        $lost = @(Wait-VitalService $vital 2)
        if (-not $lost) { continue }
        $ids = [ordered]@{}
        foreach ($point in $stage) { $ids[$point.Id] = $true }
        $Run.Report.suspects = [ordered]@{ risk = $RiskNames[$rank]; controls = @($ids.Keys) }
    }
    if (-not $lost) { $lost = @(Wait-VitalService $vital ($Run.Plan['settleSeconds'] * 2)) }
    Complete-Apply $done $lost
    Remove-OldBackup
}

function Select-Change {
    <# .SYNOPSIS
    The points that are not as required, not waived, and for which the plan says what to write; each gets its target and its rank.
    #>
    $ranks = @{}
    foreach ($rank in 1..3) { foreach ($id in $Run.Plan['risks'][$RiskNames[$rank]]) { $ranks[$id] = $rank } }
    $worst = 0
    $audited = @{}
    $selected = @(foreach ($control in $Run.Controls.Values) {
            foreach ($point in @(foreach ($row in $control.Rows) { $row.Points })) {
                if ($control.Waiver -or $point.Status -ne 'NonCompliant' -or $point['Advice']) { continue }
                $value = $point.Set
                $state = $point.Target = [ordered]@{ value = $value; type = $point.Type }
                if ($point.Expect.Contains('absent')) { $point.Target = @{ value = $null } }
                elseif ($null -eq $value) { $point.Message = 'the baseline does not say what to set'; continue }
                elseif ($point.Kind -eq 'userRight') { $state.value = Resolve-Sid ($value -join ',') }
                elseif ($point.Type -eq 'REG_BINARY') { $state.value = $value.ToUpperInvariant() }
                <# What else is audited stays audited: "include success" must not switch failure off. #>
                elseif ($point.Kind -eq 'auditPolicy' -and $point.Expect.Contains('includes')) {
                    <# Controls that add to one subcategory have one target. #>
                    $guid = $point.Address.subcategory
                    if (-not $audited[$guid]) { $state.value = $point.State.value; $audited[$guid] = $state }
                    $point.Target = $audited[$guid]
                    $point.Target.value = $point.Target.value -bor $value
                }
                $point.Rank = [int] $ranks[$point.Id]
                $point.Reboot = $point.Id -in $Run.Plan['reboot']
                if ($point.Kind -eq 'accountPolicy') { $worst = [Math]::Max($worst, $point.Rank) }
                $point
            }
        })
    <# Windows takes some account policies only together. #>
    foreach ($point in $selected) {
        if ($point.Kind -eq 'accountPolicy') { $point.Rank = $worst }
        $point
    }
}

function Complete-Apply($Points, $Lost) {
    <# .SYNOPSIS
    Judges points that were set by what was read after it, and puts them back if vital services were lost.
    #>
    Add-Change $Points
    foreach ($point in $Points) {
        Update-Status $point
        if ($point.Status -eq 'Compliant') { $point.Status = 'Remediated' }
        elseif ($point.Failure) { $point.Status = 'Error'; $point.Message = $point.Failure }
        elseif ($point.Status -eq 'NonCompliant') { $point.Message = 'reverted or refused, maybe controlled by Group Policy' }
        if ($point.Status -eq 'Remediated' -and $point.Reboot) { $Run.Report.rebootRequired = $true }
    }
    if ($Lost) { Undo-Apply $Points $Lost }
}

function Undo-Apply($Points, $Lost) {
    <# .SYNOPSIS
    Puts everything back because vital services were lost, starts those again, and says so.
    #>
    foreach ($point in $Points) { $point.Target = $point.First }
    Set-Point $Points -Reverse
    foreach ($name in $Lost) { Start-Service -Name $name -ErrorAction SilentlyContinue }
    $names = $Lost -join ', '
    $left = @(foreach ($point in $Points) {
            if (-not (Test-Restored $point)) { $point.Id }
            Update-Status $point
            $point.Message = "put back, because $names stopped"
        })
    $report = $Run.Report
    $report.restored = -not $left
    $which = if ($report.suspects) { "the changes of risk $($report.suspects.risk)" } else { 'the changes' }
    $report.error = "$which stopped $names; everything was put back$(if ($left) { " except $($left -join ', ')" })"
    $down = @(foreach ($name in $Lost) { if ((Get-ServiceStatus $name) -ne 'Running') { $name } }) -join ', '
    if ($down) { $report.error += "; $down could not be started again" }
}
