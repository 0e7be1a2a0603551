function Invoke-Rollback {
    <# .SYNOPSIS
    Puts back what a run changed on this node, from all its backups, the last one first.
    #>
    param($Session, [string] $RunId)
    if ($RunId -eq '') { throw 'rollback needs the id of the run to undo' }
    $folder = Join-Path (Join-Path $Session.Root 'runs') $RunId
    $paths = @(foreach ($path in Get-BackupPath $folder) { if ([IO.File]::Exists($path)) { $path } })
    if ($paths.Count -eq 0) { throw "this node has no backup of run ${RunId}: it changed nothing here, or its folder is gone ($folder)" }
    [array]::Reverse($paths)
    $vital = Get-VitalService $Session
    foreach ($path in $paths) {
        $points = Restore-Backup $Session $path
        foreach ($point in $points) { Add-RestoredPoint $Session $point }
        Add-Change $Session $points
    }
    $lost = Wait-VitalService $Session $vital
    if ($lost.Count -gt 0) { $Session.Report.error = "after putting back, $($lost -join ', ') no longer runs" }
}

function Add-RestoredPoint {
    <# .SYNOPSIS
    Adds a point of a backup to its control, users of the same address together.
    #>
    param($Session, $Point)
    $control = Add-Control $Session $Point.Id
    $address = @($Point.Address.Values) -join '\'
    $row = $null
    foreach ($known in $control.Rows) { if ($known.Address -eq $address) { $row = $known } }
    if ($null -eq $row) {
        $row = @{ Address = $address; Required = $null; Points = [Collections.Generic.List[object]]::new(); PerUser = $null -ne $Point.User }
        if ($row.PerUser) { $row.Required = [ordered]@{} }
        $control.Rows.Add($row)
    }
    $row.Points.Add($Point)
    if ($row.PerUser) { $row.Required[$Point.User] = $Point.Target['value'] } else { $row.Required = $Point.Target['value'] }
}
