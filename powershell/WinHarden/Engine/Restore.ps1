function Restore-Backup {
    <# .SYNOPSIS
    Puts back what a backup holds, last set first, except what somebody changed since; returns its points.
    #>
    param($Session, [string] $Path)
    $backup = ConvertFrom-JsonText ([IO.File]::ReadAllText($Path))
    $points = @(foreach ($entry in $backup['entries']) {
            $point = New-Point $entry['id'] $entry['kind'] $entry['address'] $entry['user']
            $point.Target = $entry['before']
            $point.After = $entry['after']
            $point
        })
    $present = @(foreach ($point in $points) { if ($null -eq $point.User -or $Session.Users.Sid -contains $point.User) { $point } })
    Invoke-Resource $Session 'Read' $present
    foreach ($point in $points) { Update-RestoreStatus $point }
    $wrong = @(foreach ($point in $points) { if ($point.Status -eq 'ToRestore') { $point } })
    if ($wrong.Count -gt 0) { Set-Point $Session $wrong -Reverse }
    foreach ($point in $wrong) {
        if ($null -eq $point.Problem -and (Test-Restored $point)) { $point.Status = 'Remediated'; continue }
        $point.Status = 'Error'
        $point.Message = 'Windows did not take the earlier value back'
        foreach ($reason in @($point.Problem, $point.Failure)) { if ($null -ne $reason) { $point.Message = $reason } }
    }
    , $points
}

function Update-RestoreStatus {
    <# .SYNOPSIS
    Decides from the present value what is to be done with a point of a backup.
    #>
    param($Point)
    $Point.First = $Point.State
    if ($null -ne $Point.Problem) { $Point.Status = 'Error'; $Point.Message = $Point.Problem }
    elseif ($null -eq $Point.State) { $Point.Status = 'Compliant'; $Point.Message = 'this user profile no longer exists' }
    elseif (Test-Restored $Point) { $Point.Status = 'Compliant' }
    elseif ((Test-SameState $Point.State $Point.After) -or (Test-SameState $Point.State $Point.Target)) { $Point.Status = 'ToRestore' }
    else {
        $Point.Status = 'NonCompliant'
        $Point.Message = 'changed by somebody since that run, left as it is'
    }
}

function Test-Restored {
    <# .SYNOPSIS
    Whether a point is as it was before; a service that ran has to run again.
    #>
    param($Point)
    if ($Point.Target['running'] -and -not $Point.State['running']) { return $false }
    Test-SameState $Point.State $Point.Target
}
