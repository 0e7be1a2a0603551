function Read-ServiceStart($Points) {
    <# .SYNOPSIS
    Start types of services, from the registry: no cmdlet of 5.1 knows of a delayed start.
    #>
    Invoke-Each $Points {
        $name = $point.Address.service
        $start = Get-MachineValue "$Services\$name" 'Start'
        $point.State = $state = @{ value = $null; delayed = Get-MachineValue "$Services\$name" 'DelayedAutostart' }
        if ($null -eq $start) { return }
        $state.value = ('boot', 'system', 'automatic', 'manual', 'disabled')[$start]
        if ($start -eq 2 -and $state.delayed -eq 1) { $state.value = 'automaticDelayed' }
        if ($Run.Operation -ne 'audit') { $state.running = (Get-ServiceStatus $name) -eq 'Running' }
    }
}
