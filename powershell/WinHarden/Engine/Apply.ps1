function Invoke-Apply {
    <# .SYNOPSIS
    Sets what is not as required, after a backup, looks again, and puts everything back if the node lost a vital service.
    #>
    param($Session)
    Invoke-Audit $Session
    $changing = @(Select-Change $Session)
    if ($changing.Count -eq 0) { return }
    Save-Backup $Session $changing
    $vital = Get-VitalService $Session
    Set-Point $Session $changing
    Add-Change $Session $changing
    foreach ($point in $changing) { Update-AppliedStatus $point }
    $lost = Wait-VitalService $Session $vital
    if ($lost.Count -gt 0) { Undo-Apply $Session $changing $lost }
}

function Select-Change {
    <# .SYNOPSIS
    The points that are not as required, not waived, and for which the plan says what to write; each gets its target.
    #>
    param($Session)
    foreach ($control in $Session.Controls.Values) {
        if ($null -ne $control.Waiver) { continue }
        foreach ($row in $control.Rows) {
            foreach ($point in $row.Points) {
                if ($point.Status -ne 'NonCompliant') { continue }
                $point.Target = Get-Target $point
                if ($null -ne $point.Target) { $point } else { $point.Message = 'the baseline leaves open what to set' }
            }
        }
    }
}

function Get-Target {
    <# .SYNOPSIS
    The state that a point is to get, or null where the plan names none.
    #>
    param($Point)
    $value = $Point.Set
    if ($Point.Expect.Contains('absent')) { $value = $null }
    elseif ($null -eq $value) { return $null }
    elseif ($Point.Kind -eq 'userRight') { $value = Resolve-Sid ([string]::Join(',', [string[]] $value)) }
    elseif ($Point.Type -eq 'REG_BINARY') { $value = $value.ToUpperInvariant() }
    # What else is audited stays audited: "include success" must not switch failure off.
    elseif ($Point.Kind -eq 'auditPolicy' -and $Point.Expect.Contains('includes')) { $value = $value -bor $Point.State.value }
    [ordered]@{ value = $value; type = $(if ($null -ne $value) { $Point.Type }) }
}

function Update-AppliedStatus {
    <# .SYNOPSIS
    Remediated only where the second reading says so.
    #>
    param($Point)
    Update-PointStatus $Point
    if ($Point.Status -eq 'Compliant') { $Point.Status = 'Remediated' }
    elseif ($Point.Status -eq 'NonCompliant' -and $null -ne $Point.Failure) {
        $Point.Status = 'Error'
        $Point.Message = $Point.Failure
    }
    elseif ($Point.Status -eq 'NonCompliant') { $Point.Message = 'the change was reverted or refused, maybe controlled by Group Policy' }
}

function Undo-Apply {
    <# .SYNOPSIS
    Puts everything back because vital services were lost, and says so.
    #>
    param($Session, $Points, $Lost)
    $failed = @(foreach ($point in Restore-Backup $Session $Session.Report.backup.path) { if ($point.Status -eq 'Error') { $point.Id } })
    Invoke-Resource $Session 'Read' $Points
    foreach ($point in $Points) {
        Update-PointStatus $point
        if ($point.Status -eq 'NonCompliant') { $point.Message = "put back, because $($Lost -join ', ') stopped" }
    }
    $Session.Report.restored = $failed.Count -eq 0
    $Session.Report.error = "the changes stopped $($Lost -join ', '), everything was put back"
    if ($failed.Count -gt 0) { $Session.Report.error += " except for $($failed -join ', ')" }
}
