function Get-VitalService {
    <# .SYNOPSIS
    The status of those services that this node lives by and has.
    #>
    param($Session)
    $found = [ordered]@{}
    foreach ($name in $Session.VitalNames) {
        $service = Get-Service -Name $name -ErrorAction SilentlyContinue
        if ($null -ne $service) { $found[$name] = "$($service.Status)" }
    }
    $found
}

function Wait-VitalService {
    <# .SYNOPSIS
    Waits until all services that ran before run, and do so at two looks; returns the names of those lost after five seconds.
    #>
    param($Session, $Before)
    $deadline = [DateTime]::UtcNow.AddSeconds(5)
    $looks = 0
    do {
        $now = Get-VitalService $Session
        $lost = @(foreach ($name in $Before.Keys) { if ($Before[$name] -eq 'Running' -and $now[$name] -ne 'Running') { $name } })
        $looks = if ($lost.Count -eq 0) { $looks + 1 } else { 0 }
        if ($looks -eq 2) { break }
        [Threading.Thread]::Sleep(250)
    } while ([DateTime]::UtcNow -lt $deadline)
    $Session.Report.vitalServices = @(foreach ($name in $Before.Keys) {
            [ordered]@{ name = $name; before = $Before[$name]; after = "$($now[$name])" }
        })
    , $lost
}
