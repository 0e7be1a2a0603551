# sc.exe tells the running service manager too; the registry alone would be read at the next start.
$ScStartTypes = @{
    boot = 'boot'; system = 'system'; automatic = 'auto'; automaticDelayed = 'delayed-auto'; manual = 'demand'; disabled = 'disabled'
}

function Set-ServiceState {
    <# .SYNOPSIS
    Sets start types and stops what is disabled; put back, a service that ran runs again.
    #>
    param($Session, $Points)
    foreach ($point in $Points) {
        try { Set-ServiceStart $Session $point.Address.service $point.Target } catch { $point.Problem = Get-ErrorText $_ }
    }
    # Twice, because a service does not stop while one that depends on it runs; what still runs ends with the next restart.
    foreach ($try in 1, 2) {
        foreach ($point in $Points) {
            $name = $point.Address.service
            $restoring = $point.Target.Contains('running')
            if ($restoring -and $point.Target.running) { Start-Service -Name $name -ErrorAction SilentlyContinue }
            elseif ($point.Target.value -eq 'disabled' -and (Get-ServiceStatus $name) -eq 'Running') {
                Stop-Service -Name $name -ErrorAction SilentlyContinue
            }
        }
    }
}

function Set-ServiceStart {
    <# .SYNOPSIS
    Sets one start type; where a backup knows it, the delayed flag exactly as it was.
    #>
    param($Session, [string] $Name, $Target)
    Invoke-Executable 'sc' @('config', $Name, 'start=', $ScStartTypes[$Target.value])
    if (-not $Target.Contains('delayed')) { return }
    $key = $Session.Machine.OpenSubKey("SYSTEM\CurrentControlSet\Services\$Name", $true)
    try {
        if ($null -eq $Target.delayed) { $key.DeleteValue('DelayedAutostart', $false) }
        else { $key.SetValue('DelayedAutostart', [int] $Target.delayed, 'DWord') }
    }
    finally { $key.Dispose() }
}
