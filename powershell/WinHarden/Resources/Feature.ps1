function Read-Feature($Points) {
    <# .SYNOPSIS
    Windows features, from one slow call for all; one that this Windows does not know is absent.
    #>
    $features = @{}
    foreach ($feature in Get-WindowsFeature) { $features[$feature.Name] = $feature }
    if ($features.Count -eq 0) { throw 'Get-WindowsFeature answered nothing' }
    Invoke-Each $Points {
        $feature = $features[$point.Address.feature]
        $point.State = @{ value = $null }
        if (-not $feature) { return }
        <# While a restart is pending, the state already says what will be. #>
        $point.State.value = if ("$($feature.InstallState)" -in 'Installed', 'InstallPending') { 'installed' } else { 'removed' }
        <# What goes with it when it is removed, and has to come back with it. #>
        $point.State.parts = @(Get-InstalledPart $features $feature)
    }
}

function Get-InstalledPart($Features, $Feature) {
    <# .SYNOPSIS
    The names of a feature's installed parts, and of theirs.
    #>
    foreach ($name in $Feature.SubFeatures) {
        if (-not $Features.Contains($name) -or -not $Features[$name].Installed) { continue }
        $name
        Get-InstalledPart $Features $Features[$name]
    }
}
