function Invoke-Rollback($RunId) {
    <# .SYNOPSIS
    Puts back what a run changed on this node, from all its backups, the last one first.
    #>
    if (-not $RunId) { throw 'rollback needs the id of the run to undo' }
    $paths = @(foreach ($path in Get-BackupPath $RunId) { if ([IO.File]::Exists($path)) { $path } })
    if (-not $paths) { throw "this node has no backup of run ${RunId}: it changed nothing here, or its folder is gone" }
    [array]::Reverse($paths)
    $vital = Get-VitalService
    foreach ($path in $paths) {
        $points = @(Read-Backup $path)
        Restore-Point $points
        Add-Change $points
        foreach ($point in $points) { Add-RestoredPoint $point }
    }
    $lost = @(Wait-VitalService $vital ($Run.Plan['settleSeconds'] * 2))
    if ($lost) { $Run.Report.error = "after putting back, these do not run any more: $($lost -join ', ')" }
}

function Restore-Point($Points) {
    <# .SYNOPSIS
    Puts points back, last set first, except what somebody changed since.
    #>
    Invoke-Resource Read @(foreach ($point in $Points) { if (-not $point.User -or $Run.Users.Contains($point.User)) { $point } })
    $wrong = @(foreach ($point in $Points) {
            if (-not $point.Problem) { $point.First = $point.State }
            Update-RestoreStatus $point
            <# A run that was killed may have created a key and not yet its value. #>
            $emptyKeys = $point.First.Count -and $point.First['missingKeys'] -lt $point.Target['missingKeys']
            if ($point.Status -eq 'Remediated' -or ($point.Status -eq 'Compliant' -and $emptyKeys)) { $point }
        })
    if ($wrong) { Set-Point $wrong -Reverse }
    foreach ($point in $wrong) {
        if ($point.Reboot) { $Run.Report.rebootRequired = $true }
        if (Test-Restored $point) { continue }
        $point.Status = 'Error'
        $point.Message = "Windows did not take the earlier value back $($point.Failure) $($point.Problem)".Trim()
    }
}

function Update-RestoreStatus($Point) {
    <# .SYNOPSIS
    Decides from the present value what is to be done with a point of a backup; Remediated: to be put back.
    #>
    $state = $Point.State
    $Point.Status = 'Compliant'
    if ($Point.Problem) { $Point.Status = 'Error'; $Point.Message = $Point.Problem }
    elseif ($state.Count -eq 0) { $Point.Message = 'this user profile does not exist any more' }
    elseif (Test-Restored $Point) { return }
    elseif ((Test-SameState $state $Point.After) -or (Test-SameState $state $Point.Target)) { $Point.Status = 'Remediated' }
    else { $Point.Status = 'NonCompliant'; $Point.Message = 'changed by somebody since that run, left as it is' }
}

function Add-RestoredPoint($Point) {
    <# .SYNOPSIS
    Adds a point of a backup to its control, the users of one address together.
    #>
    $control = Add-Control $Point.Id
    $address = @($Point.Address.Values) -join '\'
    $row = $null
    foreach ($known in $control.Rows) { if ([string]::Equals($known.Address, $address)) { $row = $known } }
    if (-not $row) {
        $row = @{ Address = $address; Required = [ordered]@{}; Points = [Collections.ArrayList] @() }
        [void] $control.Rows.Add($row)
    }
    [void] $row.Points.Add($Point)
    if ($Point.User) { $row.Required[$Point.User] = $Point.Target['value'] } else { $row.Required = $Point.Target['value'] }
}
