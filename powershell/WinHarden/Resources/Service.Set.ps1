function Set-ServiceStart($Points) {
    <# .SYNOPSIS
    Sets start types and stops what is disabled; put back, a service that ran runs again.
    #>
    $words = @{ boot = 'boot'; system = 'system'; automatic = 'auto'; automaticDelayed = 'delayed-auto'; manual = 'demand'; disabled = 'disabled' }
    Invoke-Each $Points {
        $target = $point.Target
        $name = $point.Address.service
        $flag = $point.State.delayed
        <# From a backup: the flag exactly as it was. #>
        if ($target.Contains('delayed')) { $flag = $target.delayed }
        elseif ($target.value -eq 'automaticDelayed') { $flag = 1 }
        elseif ($target.value -eq 'automatic' -and $flag) { $flag = 0 }
        <# What becomes automatic gets its flag first, what is it no more loses it last: no kill in between may leave a third start type. #>
        if ($target.value -like 'automatic*' -and $point.State.value -notlike 'automatic*') { Set-StartDelay $name $flag }
        <# sc.exe, because the running service manager would not see a change of the registry. #>
        try { Invoke-Executable sc config, $name, 'start=', $words[$target.value] }
        catch { Set-StartDelay $name $point.State.delayed; throw }
        Set-StartDelay $name $flag
    }
    <# Twice: a service does not stop while one that depends on it runs. What still runs ends with the next restart. #>
    foreach ($point in @($Points) + $Points) {
        $name = $point.Address.service
        if ($point.Target['running']) { Start-Service -Name $name -ErrorAction SilentlyContinue }
        elseif ($point.Target.value -eq 'disabled') { Stop-Service -Name $name -ErrorAction SilentlyContinue }
    }
}

function Set-StartDelay($Name, $Flag) {
    <# .SYNOPSIS
    Writes a service's DelayedAutostart, deletes it for null, and leaves it where it is so already.
    #>
    if ((Get-MachineValue "$Services\$Name" 'DelayedAutostart') -eq $Flag) { return }
    $key = $Run.Machine.OpenSubKey("$Services\$Name", $true)
    if ($null -eq $Flag) { $key.DeleteValue('DelayedAutostart') } else { $key.SetValue('DelayedAutostart', [int] $Flag, 'DWord') }
}
