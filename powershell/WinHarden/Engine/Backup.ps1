function Save-Backup($Points) {
    <# .SYNOPSIS
    Writes what the points are now and what they will be made, complete on disk before it returns.
    #>
    $report = $Run.Report
    <# A run that is sent twice keeps its first backup; rollback goes through them from the last to the first. #>
    $path = @(Get-BackupPath $report.runId)[-1]
    $entries = @(foreach ($point in $Points) {
            $entry = [ordered]@{ id = $point.Id; kind = $point.Kind; address = $point.Address; user = $point.User; before = $point.State; after = $point.Target }
            if ($point.Reboot) { $entry.reboot = $true }
            $entry
        })
    $bytes = Write-Record $path ([ordered]@{ format = 1; runId = $report.runId; plan = $report.plan; created = Get-UtcTime; entries = $entries })
    $report.backup = [ordered]@{ path = $path; sha256 = Get-Digest $bytes; entries = $entries.Count }
}

function Get-BackupPath($RunId) {
    <# .SYNOPSIS
    A run's backups, first to last, and after them the path where the next one belongs.
    #>
    $folder = Join-Path (Join-Path $Run.Root runs) $RunId
    $path = Join-Path $folder backup.json
    for ($number = 2; [IO.File]::Exists($path); $number++) {
        $path
        $path = Join-Path $folder "backup-$number.json"
    }
    $path
}

function Read-Backup($Path) {
    <# .SYNOPSIS
    The points of a backup: as target what they were, and what that run made them.
    #>
    foreach ($entry in (Read-Record $Path)['entries']) {
        New-Point $entry['id'] $entry['kind'] $entry['address'] $entry['user'] @{ Target = $entry['before']; After = $entry['after']; Reboot = $true -eq $entry['reboot'] }
    }
}

function Remove-OldBackup {
    <# .SYNOPSIS
    Keeps the backups of as many runs as the plan says, the newest, and always this run's own.
    #>
    $folders = [IO.DirectoryInfo]::new((Join-Path $Run.Root runs)).GetDirectories()
    $times = @(foreach ($folder in $folders) { $folder.LastWriteTimeUtc.Ticks })
    [array]::Sort($times, $folders)
    for ($at = 0; $at -lt $folders.Count - $Run.Plan['keepBackups']; $at++) {
        if ($folders[$at].Name -ne $Run.Report.runId) { $folders[$at].Delete($true) }
    }
}
