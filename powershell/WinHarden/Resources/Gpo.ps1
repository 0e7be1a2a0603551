$GpoMarks = 'SOFTWARE\WinHarden\Gpo'

function Read-Gpo($Points) {
    <# .SYNOPSIS
    Whether this very Group Policy backup was applied here. A mark says so: evidence that it was, not of what its values are now.
    #>
    Invoke-Each $Points {
        $mark = Get-MachineValue $GpoMarks $point.Address.name
        $value = 'notApplied'
        if ($mark -eq $point.Address.sha256) { $value = 'applied' }
        <# Begun, and neither finished nor put back as a whole: a rollback has to see its own work in it, unless it was so before that run. #>
        elseif ($mark -eq "started $($point.Address.sha256)") { $value = if ($Run.Operation -eq 'rollback' -and $point.Target.value -ne 'partlyApplied') { 'applied' } else { 'partlyApplied' } }
        <# A run that was killed may have made the keys and not yet the mark. #>
        $missing = @(foreach ($path in $GpoMarks, 'SOFTWARE\WinHarden') { if (-not (Test-Key $Run.Machine $path)) { $path } }).Count
        $point.State = @{ value = $value; mark = $mark; missingKeys = $missing }
        if ($Run.Operation -eq 'apply' -and $value -ne 'applied' -and -not $Run.Controls[$point.Id].Waiver) { $point.State.policy = Get-LocalPolicy }
    }
}
