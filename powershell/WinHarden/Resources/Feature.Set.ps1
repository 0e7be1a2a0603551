function Set-Feature($Points) {
    <# .SYNOPSIS
    Installs or removes Windows features; never restarts, but reports that a restart is due.
    #>
    Invoke-Each $Points {
        $target = $point.Target
        $name = $point.Address.feature
        $parameters = @{ Name = @($name) + @($target['parts']) -ne $null; WarningAction = 'SilentlyContinue' }
        $result = if ($target.value -eq 'installed') { Install-WindowsFeature @parameters } else { Uninstall-WindowsFeature @parameters }
        if ("$($result.RestartNeeded)" -ne 'No') { $Run.Report.rebootRequired = $true }
        if (-not $result.Success) { throw "Windows could not make $name $($target.value)" }
    }
}
