function Add-KeptReport {
    <# .SYNOPSIS
    Keeps the report of a schedule's run on the node before it is printed, because nobody tells the node whether it arrived: names
    the earlier ones that go with it, and returns their texts.
    #>
    $report = $Run.Report
    $late = @(Get-KeptReport)
    if ($late) { $report.late = @(foreach ($text in $late) { [regex]::Match($text, '[0-9a-f]{64}').Value }) }
    [void] (Write-Record (Join-Path $Run.Root "report-$($report.commandId)-$([DateTime]::UtcNow.Ticks).json") $report)
    $late
}

function Get-KeptReport {
    <# .SYNOPSIS
    The texts of this schedule's earlier reports, the newest first, as far as there is room for them. Deletes what is too old, one
    too many or not the engine's own.
    #>
    $room = 64000
    $count = 0
    $files = [IO.Directory]::GetFiles($Run.Root, 'report-*')
    [array]::Sort($files)
    [array]::Reverse($files)
    foreach ($file in $files) {
        $isOwn = [IO.Path]::GetFileName($file) -like "report-$($Run.Report.commandId)-*.json"
        $count += $isOwn
        if (($isOwn -and $count -gt 5) -or (Get-Owner $file) -notin $Keepers -or [IO.File]::GetLastWriteTimeUtc($file) -lt [DateTime]::UtcNow.AddDays(-30)) {
            [IO.File]::Delete($file)
            continue
        }
        if (-not $isOwn) { continue }
        $text = Get-ReportText ([IO.File]::ReadAllBytes($file)) gzip
        $room -= $text.Length
        if ($room -ge 0) { $text }
    }
}
