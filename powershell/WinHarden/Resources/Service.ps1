$StartTypes = @('boot', 'system', 'automatic', 'manual', 'disabled')

function Read-ServiceState {
    <# .SYNOPSIS
    Start types of services, from the registry: no cmdlet of 5.1 knows of a delayed start.
    #>
    param($Session, $Points)
    foreach ($point in $Points) {
        try {
            $key = "SYSTEM\CurrentControlSet\Services\$($point.Address.service)"
            $start = Get-MachineValue $Session $key 'Start'
            $state = [ordered]@{ value = $null; type = $null; delayed = Get-MachineValue $Session $key 'DelayedAutostart'; running = $false }
            if ($null -ne $start) {
                $state.value = $StartTypes[$start]
                if ($start -eq 2 -and $state.delayed -eq 1) { $state.value = 'automaticDelayed' }
                if ($Session.Operation -ne 'audit') { $state.running = (Get-ServiceStatus $point.Address.service) -eq 'Running' }
            }
            $point.State = $state
        }
        catch { $point.Problem = Get-ErrorText $_ }
    }
}

function Get-ServiceStatus {
    <# .SYNOPSIS
    The status of a service by its .NET name (Running, Stopped …), empty where there is none.
    #>
    param([string] $Name)
    $service = Get-Service -Name $Name -ErrorAction SilentlyContinue
    if ($null -eq $service) { '' } else { "$($service.Status)" }
}
