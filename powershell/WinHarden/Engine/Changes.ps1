<# The risks of controls, low to high: the order in which they are set. #>
$RiskNames = 'none', 'reboot', 'service', 'lockout'

function Set-Point($Points, [switch] $Reverse) {
    <# .SYNOPSIS
    Sets points to their targets and reads them again; what could not be set is kept as their failure.
    #>
    Invoke-Resource Set $Points -Reverse:$Reverse
    foreach ($point in $Points) { $point.Failure = $point.Problem }
    Invoke-Resource Read $Points
}

function Add-Change($Points) {
    <# .SYNOPSIS
    Notes in the report what really became different between the first and the last reading.
    #>
    foreach ($point in $Points) {
        if ($point.Problem -or (Test-SameState $point.First $point.State)) { continue }
        [void] $Run.Report.changes.Add([ordered]@{ id = $point.Id; address = Get-PointAddress $point; before = $point.First['value']; after = $point.State.value })
    }
}

function Test-SameState($One, $Other) {
    <# .SYNOPSIS
    Whether two states hold the same value of the same type, to the last character.
    #>
    (ConvertTo-JsonText @($One['value'], $One['type'])) -ceq (ConvertTo-JsonText @($Other['value'], $Other['type']))
}

function Test-Restored($Point) {
    <# .SYNOPSIS
    Whether a point is at its target; a service that is to run has to run, and its flag counts too.
    #>
    -not $Point.Problem -and ($Point.State['running'] -or -not $Point.Target['running']) -and
    $Point.State['delayed'] -eq $Point.Target['delayed'] -and (Test-SameState $Point.State $Point.Target)
}

function Get-ServiceStatus($Name) {
    <# .SYNOPSIS
    The status of a service by its .NET name (Running, Stopped), empty where there is none.
    #>
    $service = Get-Service -Name $Name -ErrorAction SilentlyContinue
    if ($service) { "$($service.Status)" } else { '' }
}

function Get-VitalService {
    <# .SYNOPSIS
    The status of those services that this node lives by and has.
    #>
    $found = [ordered]@{}
    foreach ($name in $Run.Plan['vitalServices']) { if ($status = Get-ServiceStatus $name) { $found[$name] = $status } }
    $found
}

function Wait-VitalService($Before, $Quiet, $Patience = 10) {
    <# .SYNOPSIS
    Watches the services that ran before, every half second, until they all run at so many looks in a row; returns the names of those still lost when patience ends.
    #>
    for ($good = 0; $good -lt $Quiet -and $Patience -gt 0; [Threading.Thread]::Sleep(500)) {
        $now = Get-VitalService
        $lost = @(foreach ($name in $Before.Keys) { if ($Before[$name] -eq 'Running' -and $now[$name] -ne 'Running') { $name } })
        if ($lost) { $good = 0; $Patience-- } else { $good++ }
    }
    Add-VitalService $Before $now
    $lost
}

function Add-VitalService($Before, $After) {
    <# .SYNOPSIS
    Notes in the report what the vital services were and are.
    #>
    $Run.Report.vitalServices = @(foreach ($name in $Before.Keys) { [ordered]@{ name = $name; before = $Before[$name]; after = "$($After[$name])" } })
}
