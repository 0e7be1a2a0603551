function Get-MachineValue {
    <# .SYNOPSIS
    One registry value of the machine, or null where the key or the value is absent.
    #>
    param($Session, [string] $Key, [string] $Name)
    $opened = $Session.Machine.OpenSubKey($Key)
    if ($null -eq $opened) { return $null }
    try { , $opened.GetValue($Name, $null, 'DoNotExpandEnvironmentNames') } finally { $opened.Dispose() }
}

function Test-MachineKey {
    <# .SYNOPSIS
    Whether a registry key of the machine exists.
    #>
    param($Session, [string] $Key)
    $opened = $Session.Machine.OpenSubKey($Key)
    if ($null -eq $opened) { return $false }
    $opened.Dispose()
    $true
}

function Read-NodeFact {
    <# .SYNOPSIS
    Fills in the facts that decide what applies to this node, and the list of its user profiles.
    #>
    param($Session)
    $facts = $Session.Facts
    $version = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    $build = "$(Get-MachineValue $Session $version 'CurrentBuildNumber')"
    # Long-term releases only: 23H2 (25398) and previews have no benchmark, and 0 says so.
    $release = @{ '14393' = 2016; '17763' = 2019; '20348' = 2022; '26100' = 2025 }[$build]
    if ($null -ne $release) { $facts.release = $release }
    $facts.build = "$build.$(Get-MachineValue $Session $version 'UBR')"
    $facts.productName = "$(Get-MachineValue $Session $version 'ProductName')"
    $facts.installation = "$(Get-MachineValue $Session $version 'InstallationType')"
    $facts.core = $facts.installation -eq 'Server Core'
    $system = Get-CimInstance -ClassName 'Win32_ComputerSystem'
    # By number (0 and 1 workstation, 2 standalone, 3 member, 4 and 5 domain controller): the texts are localised.
    $facts.role = @('workstation', 'workstation', 'standalone', 'member', 'domainController', 'domainController')[$system.DomainRole]
    $facts.domainJoined = [bool] $system.PartOfDomain
    foreach ($service in @('containerd', 'docker', 'kubelet')) {
        if (Test-MachineKey $Session "SYSTEM\CurrentControlSet\Services\$service") { $facts.containerHost = $true }
    }
    $facts.hyperV = Test-MachineKey $Session 'SYSTEM\CurrentControlSet\Services\vmms'
    $Session.Users = @(Get-UserProfile $Session)
    $facts.users = $Session.Users.Count - 1
}

function Get-UserProfile {
    <# .SYNOPSIS
    Every person's profile on this node, and last the default profile that new users start from.
    #>
    param($Session)
    $list = 'SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList'
    $key = $Session.Machine.OpenSubKey($list)
    $names = $key.GetSubKeyNames()
    $key.Dispose()
    foreach ($sid in $names) {
        # Not people: SYSTEM, LOCAL and NETWORK SERVICE, broken copies (.bak), temporary profiles (state 0x800).
        if ($sid -notlike 'S-1-*' -or $sid -like '*.bak' -or $sid -match '^S-1-5-(18|19|20)$') { continue }
        if ([int] (Get-MachineValue $Session "$list\$sid" 'State') -band 0x800) { continue }
        @{ Sid = $sid; Path = Get-ProfilePath $Session "$list\$sid" 'ProfileImagePath' }
    }
    @{ Sid = 'default'; Path = Get-ProfilePath $Session $list 'Default' }
}

function Get-ProfilePath {
    <# .SYNOPSIS
    The folder of a profile, with names like %SystemDrive% filled in.
    #>
    param($Session, [string] $Key, [string] $Name)
    [Environment]::ExpandEnvironmentVariables("$(Get-MachineValue $Session $Key $Name)")
}

function Test-PendingReboot {
    <# .SYNOPSIS
    Whether Windows already waits for a restart.
    #>
    param($Session)
    $current = 'SOFTWARE\Microsoft\Windows\CurrentVersion'
    $manager = 'SYSTEM\CurrentControlSet\Control\Session Manager'
    (Test-MachineKey $Session "$current\Component Based Servicing\RebootPending") -or
    (Test-MachineKey $Session "$current\WindowsUpdate\Auto Update\RebootRequired") -or
    $null -ne (Get-MachineValue $Session $manager 'PendingFileRenameOperations')
}
