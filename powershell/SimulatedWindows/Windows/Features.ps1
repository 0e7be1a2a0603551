# Roles and features: the ServerManager cmdlets, and those of DISM, which know some of the same things by other names.

function Get-WindowsFeature {
    [CmdletBinding()]
    param([Parameter(Position = 0)] [string[]] $Name = '*')
    $features = $global:Windows.State.features
    foreach ($feature in ($features.get_Keys() | Sort-Object)) {
        # Names that nothing matches are no error here, unlike in Install-WindowsFeature.
        if (-not @($Name).Where({ $feature -like $_ })) { continue }
        $installed = $features[$feature].installed
        [pscustomobject] @{
            Name = $feature; DisplayName = $feature; Installed = $installed
            InstallState = if ($installed) { 'Installed' } else { 'Available' }
            SubFeatures = [string[]] @(foreach ($other in $features.get_Keys()) { if ($features[$other]['parent'] -eq $feature) { $other } })
            Parent = $features[$feature]['parent']
        }
    }
}

function Install-WindowsFeature {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string[]] $Name, [switch] $IncludeManagementTools, [switch] $IncludeAllSubFeature, [switch] $Restart)
    Set-SimulatedFeatureInstallation $Name $true $PSCmdlet
}

function Uninstall-WindowsFeature {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string[]] $Name, [switch] $IncludeManagementTools, [switch] $Remove, [switch] $Restart)
    Set-SimulatedFeatureInstallation $Name $false $PSCmdlet
}

function Set-SimulatedFeatureInstallation {
    param([string[]] $Names, [bool] $Installed, $Cmdlet)
    $features = $global:Windows.State.features
    foreach ($name in $Names) {
        if ($features.ContainsKey($name)) { continue }
        $text = "ArgumentNotValid: The role, role service, or feature name is not valid: '$name'. The name was not found."
        $Cmdlet.ThrowTerminatingError([Management.Automation.ErrorRecord]::new([Exception]::new($text), 'NameDoesNotExist', 'InvalidArgument', $name))
    }
    $changed = foreach ($name in Get-SimulatedFeatureTree $Names $Installed) {
        if ($features[$name].installed -eq $Installed) { continue }
        $features[$name].installed = $Installed
        $name
    }
    $changed = @($changed)
    if ($changed.Count -gt 0) { $global:Windows.Changed("feature $($changed -join ',')") }
    $restart = @($changed).Where({ $features[$_]['restart'] }).Count -gt 0
    [pscustomobject] @{
        Success = $true; RestartNeeded = if ($restart) { 'Yes' } else { 'No' }; FeatureResult = $changed
        ExitCode = if ($changed.Count -eq 0) { 'NoChangeNeeded' } elseif ($restart) { 'SuccessRestartRequired' } else { 'Success' }
    }
}

# Installing takes the parents along, removing takes the parts along.
function Get-SimulatedFeatureTree {
    param([string[]] $Names, [bool] $Installed)
    $features = $global:Windows.State.features
    foreach ($name in $Names) {
        $name
        if ($Installed) { if ($features[$name]['parent']) { Get-SimulatedFeatureTree $features[$name]['parent'] $true } }
        else { foreach ($part in $features.get_Keys()) { if ($features[$part]['parent'] -eq $name) { Get-SimulatedFeatureTree $part $false } } }
    }
}

function Get-WindowsOptionalFeature {
    [CmdletBinding()]
    param([switch] $Online, [string] $FeatureName)
    $features = $global:Windows.State.features
    foreach ($feature in ($features.get_Keys() | Sort-Object)) {
        $name = $features[$feature]['optional']
        if (-not $name -or ($FeatureName -and $name -ne $FeatureName)) { continue }
        [pscustomobject] @{ FeatureName = $name; State = if ($features[$feature].installed) { 'Enabled' } else { 'Disabled' } }
    }
}

function Enable-WindowsOptionalFeature {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string[]] $FeatureName, [switch] $Online, [switch] $All, [switch] $NoRestart)
    $names = Get-SimulatedFeatureName $FeatureName
    $features = $global:Windows.State.features
    foreach ($name in $names) {
        $parent = $features[$name]['parent']
        if ($parent -and -not $All -and -not $features[$parent].installed) { throw [Runtime.InteropServices.COMException]::new('One or several parent features are disabled so current feature can not be enabled.') }
    }
    Set-SimulatedOptionalFeature $names $true $NoRestart
}

function Disable-WindowsOptionalFeature {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string[]] $FeatureName, [switch] $Online, [switch] $NoRestart, [switch] $Remove)
    Set-SimulatedOptionalFeature (Get-SimulatedFeatureName $FeatureName) $false $NoRestart
}

function Set-SimulatedOptionalFeature {
    param([string[]] $Names, [bool] $Installed, [bool] $NoRestart)
    if (-not $NoRestart) { throw [NotSupportedException]::new('A restart is not simulated.') }
    $result = Set-SimulatedFeatureInstallation $Names $Installed $null
    foreach ($name in $Names) { [pscustomobject] @{ Path = ''; Online = $true; RestartNeeded = $result.RestartNeeded -eq 'Yes' } }
}

function Get-SimulatedFeatureName {
    param([string[]] $OptionalNames)
    $features = $global:Windows.State.features
    foreach ($optional in $OptionalNames) {
        $name = @($features.get_Keys()).Where({ $features[$_]['optional'] -eq $optional })
        if (-not $name) { throw [Runtime.InteropServices.COMException]::new("Feature name $optional is unknown.") }
        $name[0]
    }
}
