function Set-ServiceStart($Points) {
    <# .SYNOPSIS
    Sets start types and stops what is disabled; put back, a service that ran runs again.
    #>
    $words = @{ boot = 'boot'; system = 'system'; automatic = 'auto'; automaticDelayed = 'delayed-auto'; manual = 'demand'; disabled = 'disabled' }
    Invoke-Each $Points {
        $target = $point.Target
        $name = $point.Address.service
        <# sc.exe, because the running service manager would not see a change of the registry. #>
        Invoke-Executable sc config, $name, 'start=', $words[$target.value]
        if (-not $target.Contains('delayed')) { return }
        <# From a backup: the flag exactly as it was. #>
        $key = $Run.Machine.OpenSubKey("$Services\$name", $true)
        if ($null -eq $target.delayed) { $key.DeleteValue('DelayedAutostart', $false) }
        else { $key.SetValue('DelayedAutostart', [int] $target.delayed, 'DWord') }
    }
    <# Twice: a service does not stop while one that depends on it runs. What still runs ends with the next restart. #>
    foreach ($point in @($Points) + $Points) {
        $name = $point.Address.service
        if ($point.Target['running']) { Start-Service -Name $name -ErrorAction SilentlyContinue }
        elseif ($point.Target.value -eq 'disabled') { Stop-Service -Name $name -ErrorAction SilentlyContinue }
    }
}
