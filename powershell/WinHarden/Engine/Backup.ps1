function Save-Backup {
    <# .SYNOPSIS
    Writes what the points are now and what they will be made, complete on disk before it returns.
    #>
    param($Session, $Points)
    $folder = Join-Path (Join-Path $Session.Root 'runs') $Session.RunId
    [void] [IO.Directory]::CreateDirectory($folder)
    Protect-Folder $Session.Root
    $entries = @(foreach ($point in $Points) {
            [ordered]@{
                id = $point.Id; kind = $point.Kind; address = $point.Address; user = $point.User
                before = $point.State; after = $point.Target
            }
        })
    $backup = [ordered]@{ format = 1; runId = $Session.RunId; plan = $Session.Report.plan; created = Get-UtcTime; entries = $entries }
    $bytes = [Text.Encoding]::ASCII.GetBytes((ConvertTo-JsonText $backup))
    # A run that is sent twice keeps its first backup; rollback goes through them from the last to the first.
    $path = @(Get-BackupPath $folder)[-1]
    $file = [IO.File]::Create("$path.part")
    try {
        $file.Write($bytes, 0, $bytes.Length)
        $file.Flush($true)
    }
    finally { $file.Dispose() }
    [IO.File]::Move("$path.part", $path)
    $Session.Report.backup = [ordered]@{ path = $path; sha256 = Get-Digest $bytes; entries = $entries.Count }
}

function Get-BackupPath {
    <# .SYNOPSIS
    The paths of a run's backups, first to last, and after them the path where the next one belongs.
    #>
    param([string] $Folder)
    $number = 1
    do {
        $name = if ($number -eq 1) { 'backup.json' } else { "backup-$number.json" }
        $path = Join-Path $Folder $name
        $path
        $number++
    } while ([IO.File]::Exists($path))
}

function Protect-Folder {
    <# .SYNOPSIS
    Leaves a folder to SYSTEM and Administrators alone, whoever made it first: anyone may create folders in ProgramData.
    #>
    param([string] $Path)
    Invoke-Executable 'icacls' @($Path, '/setowner', '*S-1-5-32-544', '/T', '/Q')
    Invoke-Executable 'icacls' @($Path, '/reset', '/T', '/Q')
    Invoke-Executable 'icacls' @($Path, '/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', '/Q')
}
