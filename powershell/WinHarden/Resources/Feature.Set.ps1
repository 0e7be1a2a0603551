function Set-FeatureState {
    <# .SYNOPSIS
    Installs or removes Windows features; never restarts, but remembers that a restart is due.
    #>
    param($Session, $Points)
    foreach ($point in $Points) {
        try {
            $parameters = @{ Name = @($point.Address.feature); WarningAction = 'SilentlyContinue' }
            if ($point.Target.value -eq 'installed') {
                if ($point.Target.Contains('parts')) { $parameters.Name += @($point.Target.parts) }
                $result = Install-WindowsFeature @parameters
            }
            else { $result = Uninstall-WindowsFeature @parameters }
            if ("$($result.RestartNeeded)" -ne 'No') { $Session.RebootRequired = $true }
            if (-not $result.Success) { throw "Windows could not make $($point.Address.feature) $($point.Target.value)" }
        }
        catch { $point.Problem = Get-ErrorText $_ }
    }
}
