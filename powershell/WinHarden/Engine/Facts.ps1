$Version = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion'
$Services = 'SYSTEM\CurrentControlSet\Services'

function Get-MachineValue($Key, $Name) {
    <# .SYNOPSIS
    One value of HKEY_LOCAL_MACHINE, null where it or its key is absent.
    #>
    $opened = $Run.Machine.OpenSubKey($Key)
    if ($opened) { $opened.GetValue($Name, $null, 'DoNotExpandEnvironmentNames') }
}

function Test-Key($Root, $Path) {
    <# .SYNOPSIS
    Whether a key exists; does not keep it open, because no user hive could then be unloaded.
    #>
    $key = $Root.OpenSubKey($Path)
    if ($key) { $key.Dispose() }
    $null -ne $key
}

function Read-Fact($Facts) {
    <# .SYNOPSIS
    The facts that decide what applies to this node, and its user profiles; throws where the engine must not work.
    #>
    if (-not [Environment]::Is64BitProcess) { throw 'this is a 32-bit PowerShell, which sees another registry: use the 64-bit one' }
    $build = "$(Get-MachineValue $Version 'CurrentBuildNumber')"
    <# 23H2 (25398) and previews have no benchmark: release 0. #>
    $Facts.release = [int] @{ '14393' = 2016; '17763' = 2019; '20348' = 2022; '26100' = 2025 }[$build]
    $Facts.build = "$build.$(Get-MachineValue $Version 'UBR')"
    $Facts.productName = "$(Get-MachineValue $Version 'ProductName')"
    $Facts.installation = "$(Get-MachineValue $Version 'InstallationType')"
    $Facts.core = $Facts.installation -eq 'Server Core'
    $system = Get-CimInstance -ClassName Win32_ComputerSystem
    <# By number, because the texts are localised. #>
    $Facts.role = @('workstation', 'workstation', 'standalone', 'member', 'domainController', 'domainController')[$system.DomainRole]
    $Facts.domainJoined = [bool] $system.PartOfDomain
    <# The folder is that of EKS optimised AMIs: a machine that becomes an image has not joined a cluster yet. #>
    $eks = Get-Item "$env:ProgramFiles\Amazon\EKS" -ErrorAction Ignore
    $Facts.containerHost = $eks -or $true -in @(foreach ($name in 'containerd', 'docker', 'kubelet') { Test-Key $Run.Machine "$Services\$name" })
    $Facts.hyperV = Test-Key $Run.Machine "$Services\vmms"
    $Facts.publicNetwork = Test-PublicNetwork
    $Facts.sessionManager = Test-Key $Run.Machine "$Services\AmazonSSMAgent"
    $Facts.overWinRm = $Host.Name -eq 'ServerRemoteHost'
    $Run.Users = Get-UserProfile
    $Facts.users = $Run.Users.Count - 1
    if ($Facts.role -eq 'domainController' -and -not $Run.Plan['allowDomainControllers']) {
        throw 'this node is a domain controller: what is set here would hold for its domain (--allow-dc lets it take part)'
    }
    <# Opening for writing writes nothing; it asks Windows whether this process might. #>
    try { $Run.Machine.OpenSubKey($Version, $true).Dispose() }
    catch { throw "this PowerShell is not elevated, run it as an administrator: $(Get-ErrorText $_)" }
}

function Test-PublicNetwork {
    <# .SYNOPSIS
    Whether Windows takes a network of this node for a public one (category 0); where it does not say, it may be.
    #>
    try { 0 -in @(foreach ($network in Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetConnectionProfile) { $network.NetworkCategory }) }
    catch { $true }
}

function Get-UserProfile {
    <# .SYNOPSIS
    The profile folder of every person on this node by SID, and last, as `default`, the profile that new users start from.
    #>
    $list = "$Version\ProfileList"
    $profiles = [ordered]@{}
    foreach ($sid in $Run.Machine.OpenSubKey($list).GetSubKeyNames()) {
        <# Not people: SYSTEM, LOCAL and NETWORK SERVICE, broken copies (.bak), temporary profiles (state 0x800). #>
        if ($sid -match '^S-1-5-(18|19|20)$|\.bak$' -or (Get-MachineValue "$list\$sid" 'State') -band 0x800) { continue }
        $profiles[$sid] = Get-MachineValue "$list\$sid" 'ProfileImagePath'
    }
    $profiles['default'] = Get-MachineValue $list 'Default'
    $profiles
}

function Test-PendingReboot {
    <# .SYNOPSIS
    Whether Windows waits for a restart.
    #>
    $current = $Run.Machine.OpenSubKey('SOFTWARE\Microsoft\Windows\CurrentVersion')
    (Test-Key $current 'Component Based Servicing\RebootPending') -or (Test-Key $current 'WindowsUpdate\Auto Update\RebootRequired') -or
    [bool] (Get-MachineValue 'SYSTEM\CurrentControlSet\Control\Session Manager' 'PendingFileRenameOperations')
}
