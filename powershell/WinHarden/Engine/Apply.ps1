function Invoke-Apply {
    <# .SYNOPSIS
    Sets what is not as required, after a backup; looks again; puts everything back if the node lost a vital service.
    #>
    Invoke-Audit
    $changing = @(Select-Change)
    if (-not $changing) { return }
    $vital = Get-VitalService
    Save-Backup $changing
    Set-Point $changing
    Add-Change $changing
    foreach ($point in $changing) {
        Update-Status $point
        if ($point.Status -eq 'Compliant') { $point.Status = 'Remediated' }
        elseif ($point.Failure) { $point.Status = 'Error'; $point.Message = $point.Failure }
        elseif ($point.Status -eq 'NonCompliant') { $point.Message = 'reverted or refused, maybe controlled by Group Policy' }
    }
    $lost = @(Wait-VitalService $vital)
    if ($lost) { Undo-Apply $changing $lost }
}

function Select-Change {
    <# .SYNOPSIS
    The points that are not as required, not waived, and for which the plan says what to write; each gets its target.
    #>
    foreach ($control in $Run.Controls.Values) {
        foreach ($point in @(foreach ($row in $control.Rows) { $row.Points })) {
            if ($control.Waiver -or $point.Status -ne 'NonCompliant') { continue }
            $value = $point.Set
            $state = $point.Target = [ordered]@{ value = $value; type = $point.Type }
            if ($point.Expect.Contains('absent')) { $point.Target = @{ value = $null } }
            elseif ($null -eq $value) { $point.Message = 'the baseline does not say what to set'; continue }
            elseif ($point.Kind -eq 'userRight') { $state.value = Resolve-Sid ($value -join ',') }
            elseif ($point.Type -eq 'REG_BINARY') { $state.value = $value.ToUpperInvariant() }
            <# What else is audited stays audited: "include success" must not switch failure off. #>
            elseif ($point.Kind -eq 'auditPolicy' -and $point.Expect.Contains('includes')) { $state.value = $value -bor $point.State.value }
            $point
        }
    }
}

function Save-Backup($Points) {
    <# .SYNOPSIS
    Writes what the points are now and what they will be made, complete on disk before it returns.
    #>
    $report = $Run.Report
    <# A run that is sent twice keeps its first backup; rollback goes through them from the last to the first. #>
    $path = @(Get-BackupPath $report.runId)[-1]
    [void] [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path))
    <# Anyone may create folders in ProgramData: leave these to Administrators and SYSTEM, whoever made them first. #>
    foreach ($folder in $Run.Root, (Join-Path $Run.Root runs)) {
        if ([int] [IO.File]::GetAttributes($folder) -band [IO.FileAttributes]::ReparsePoint) { throw "$folder is a link to another folder" }
        Invoke-Executable icacls $folder, '/setowner', '*S-1-5-32-544', '/Q'
        Invoke-Executable icacls $folder, '/reset', '/Q'
        Invoke-Executable icacls $folder, '/inheritance:r', '/grant:r', '*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', '/Q'
    }
    $entries = @(foreach ($point in $Points) {
            [ordered]@{ id = $point.Id; kind = $point.Kind; address = $point.Address; user = $point.User; before = $point.State; after = $point.Target }
        })
    $backup = [ordered]@{ format = 1; runId = $report.runId; plan = $report.plan; created = Get-UtcTime; entries = $entries }
    $bytes = [Text.Encoding]::ASCII.GetBytes((ConvertTo-JsonText $backup))
    $file = [IO.File]::Create("$path.part")
    $file.Write($bytes, 0, $bytes.Length)
    $file.Flush($true)
    $file.Dispose()
    [IO.File]::Move("$path.part", $path)
    $report.backup = [ordered]@{ path = $path; sha256 = Get-Digest $bytes; entries = $entries.Count }
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
    $Run.Report.restored = -not $left
    $Run.Report.error = "the changes stopped $names; everything was put back$(if ($left) { " except $($left -join ', ')" })"
}
