function Set-Point {
    <# .SYNOPSIS
    Sets points to their targets and reads them again; what could not be set is kept as their failure.
    #>
    param($Session, $Points, [switch] $Reverse)
    Invoke-Resource $Session 'Set' $Points -Reverse:$Reverse
    foreach ($point in $Points) { $point.Failure = $point.Problem }
    Invoke-Resource $Session 'Read' $Points
}

function Add-Change {
    <# .SYNOPSIS
    Notes in the report what really became different between two readings.
    #>
    param($Session, $Points)
    foreach ($point in $Points) {
        if ($null -eq $point.First -or $null -ne $point.Problem -or (Test-SameState $point.First $point.State)) { continue }
        $Session.Report.changes.Add([ordered]@{ id = $point.Id; address = Get-PointAddress $point; before = $point.First.value; after = $point.State.value })
    }
}

function Test-SameState {
    <# .SYNOPSIS
    Whether two readings are the same to the last character: what tells "set by this run" from "changed since".
    #>
    param($One, $Other)
    $texts = foreach ($state in @($One, $Other)) { ConvertTo-JsonText @($state['value'], $state['type']) }
    $texts[0] -ceq $texts[1]
}
