function Read-Feature($Points) {
    <# .SYNOPSIS
    Windows features, by the names of Server Manager or of DISM, from one slow call each; one that this Windows does not know is absent.
    #>
    $byServerManager = @(foreach ($point in $Points) { if ($point.Address['feature']) { $point } })
    if ($byServerManager) { Read-ServerFeature $byServerManager }
    $byDism = @(foreach ($point in $Points) { if ($point.Address['optionalFeature']) { $point } })
    if ($byDism) { Read-OptionalFeature $byDism }
}

function Read-ServerFeature($Points) {
    <# .SYNOPSIS
    Features by the names of Get-WindowsFeature.
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

function Read-OptionalFeature($Points) {
    <# .SYNOPSIS
    Features by the names of DISM, which does not say what is part of what: all that is on may go with one, and has to come back.
    #>
    $known = @{}
    foreach ($feature in Get-WindowsOptionalFeature -Online) { $known[$feature.FeatureName] = "$($feature.State)" -in 'Enabled', 'EnablePending' }
    $on = @(foreach ($name in $known.Keys) { if ($known[$name]) { $name } })
    Invoke-Each $Points {
        $name = $point.Address.optionalFeature
        $point.State = @{ value = $null }
        if (-not $known.Contains($name)) { return }
        $point.State.value = if ($known[$name]) { 'installed' } else { 'removed' }
        if ($known[$name]) { $point.State.parts = $on }
    }
}
