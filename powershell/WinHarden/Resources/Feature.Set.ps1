function Set-Feature($Points) {
    <# .SYNOPSIS
    Installs or removes Windows features; never restarts, but reports that a restart is due.
    #>
    Invoke-Each $Points {
        $target = $point.Target
        $install = $target.value -eq 'installed'
        if ($point.Address['optionalFeature']) { Set-OptionalFeature $point.Address.optionalFeature $install $target['parts']; return }
        $name = $point.Address.feature
        $parameters = @{ Name = @($name) + @($target['parts']) -ne $null; WarningAction = 'SilentlyContinue' }
        $result = if ($install) { Install-WindowsFeature @parameters } else { Uninstall-WindowsFeature @parameters }
        if ("$($result.RestartNeeded)" -ne 'No') { $Run.Report.rebootRequired = $true }
        if (-not $result.Success) { throw "Windows could not make $name $($target.value)" }
    }
}

function Set-OptionalFeature($Name, $Install, $Parts) {
    <# .SYNOPSIS
    Turns a feature on, with those of the parts that are off now, or off, by its DISM name.
    #>
    $parameters = @{ Online = $true; FeatureName = @($Name); NoRestart = $true; WarningAction = 'SilentlyContinue' }
    if ($Install) {
        if ($Parts) { foreach ($feature in Get-WindowsOptionalFeature -Online) { if ("$($feature.State)" -notlike 'Enable*' -and $feature.FeatureName -in $Parts) { $parameters.FeatureName += $feature.FeatureName } } }
        $result = Enable-WindowsOptionalFeature @parameters -All
    }
    else { $result = Disable-WindowsOptionalFeature @parameters }
    if ($true -in @(foreach ($one in $result) { $one.RestartNeeded })) { $Run.Report.rebootRequired = $true }
}
