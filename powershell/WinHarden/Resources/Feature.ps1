function Read-FeatureState {
    <# .SYNOPSIS
    Windows features, from one slow call for all; one that this Windows does not know is absent.
    #>
    param($Session, $Points)
    $features = @{}
    foreach ($feature in Get-WindowsFeature) { $features[$feature.Name] = $feature }
    if ($features.Count -eq 0) { throw 'Get-WindowsFeature answered nothing' }
    foreach ($point in $Points) {
        $name = $point.Address.feature
        $state = [ordered]@{ value = $null; type = $null; parts = @() }
        if ($features.ContainsKey($name)) {
            # While a restart is pending, the state already says what will be.
            $state.value = if (@('Installed', 'InstallPending') -contains "$($features[$name].InstallState)") { 'installed' } else { 'removed' }
            # What goes with it when it is removed, and has to come back with it.
            $state.parts = @(Get-InstalledPart $features $features[$name])
        }
        $point.State = $state
    }
}

function Get-InstalledPart {
    <# .SYNOPSIS
    The names of a feature's installed parts, and of theirs.
    #>
    param($Features, $Feature)
    foreach ($name in $Feature.SubFeatures) {
        if (-not $Features.ContainsKey($name) -or -not $Features[$name].Installed) { continue }
        $name
        Get-InstalledPart $Features $Features[$name]
    }
}
