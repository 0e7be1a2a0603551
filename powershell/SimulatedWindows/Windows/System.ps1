# The rest of what the engine asks of Windows: CIM classes, user hives, file permissions.

function Get-CimInstance {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)] [string] $ClassName, [string] $Filter, [string[]] $Property, [string] $Namespace)
    $state = $global:Windows.State
    switch ($ClassName) {
        'Win32_ComputerSystem' {
            $role = @{ workstation = 0; standalone = 2; member = 3; domainController = 5 }[$state.role]
            $domain = if ($state.domainJoined) { 'corp.example.com' } else { $global:Windows.Text('WORKGROUP') }
            [pscustomobject] @{ Name = $state.computerName; DomainRole = $role; PartOfDomain = $state.domainJoined; Domain = $domain }
        }
        'Win32_OperatingSystem' {
            $type = if ($state.role -eq 'domainController') { 2 } elseif ($state.role -eq 'workstation') { 1 } else { 3 }
            [pscustomobject] @{ Caption = "Microsoft $($state.productName)"; Version = "10.0.$($state.build.Split('.')[0])"; BuildNumber = $state.build.Split('.')[0]; ProductType = $type; OSArchitecture = '64-bit' }
        }
        'MSFT_NetConnectionProfile' {
            [pscustomobject] @{ Name = 'Network'; InterfaceAlias = 'Ethernet'; NetworkCategory = [uint32] $(if ($state.domainJoined) { 2 } else { 0 }) }
        }
        'MSFT_NetAdapter' {
            [pscustomobject] @{ Name = 'Ethernet'; NdisPhysicalMedium = [uint32] 14 }
            foreach ($name in $state.hardware.wireless) { [pscustomobject] @{ Name = $name; NdisPhysicalMedium = [uint32] 9 } }
        }
        # Without the filter also the system partition, which is FAT where the firmware is UEFI.
        'Win32_Volume' {
            foreach ($fileSystem in $state.hardware.fileSystems) { [pscustomobject] @{ FileSystem = $fileSystem; DriveType = [uint32] 3; SystemVolume = $false } }
            if ($Filter -notmatch 'SystemVolume = FALSE') { [pscustomobject] @{ FileSystem = 'FAT32'; DriveType = [uint32] 3; SystemVolume = $true } }
        }
        'Win32_Tpm' { if ($state.hardware.tpm) { [pscustomobject] @{ IsEnabled_InitialValue = $true; IsActivated_InitialValue = $true } } }
        default { Write-Error -Message $global:Windows.Text('Invalid class') -Category MetadataError -ErrorId 'HRESULT 0x80041010' -TargetObject $ClassName }
    }
}

function C:\Windows\System32\reg.exe {
    Enter-SimulatedProgram 'reg.exe'
    $verb, $key, $file = $args
    $name = "$key" -replace '^(HKU|HKEY_USERS)\\', ''
    if ($verb -eq 'load') { return Mount-SimulatedHive $name "$file" }
    if ($verb -eq 'unload') { return Dismount-SimulatedHive $name }
    Exit-SimulatedProgram 1 $global:Windows.Text('ERROR: Invalid syntax.')
}

function Mount-SimulatedHive {
    param([string] $Name, [string] $File)
    $sid = @(foreach ($one in $global:Windows.Hives.get_Keys()) { if ("$($global:Windows.Hives[$one].Profile)\NTUSER.DAT" -eq $File) { $one } })
    if ($sid.Count -eq 0 -or @($global:Windows.Fault('hiveMissing')) -contains $sid[0]) {
        return Exit-SimulatedProgram 1 $global:Windows.Text('ERROR: The system cannot find the file specified.')
    }
    $hive = $global:Windows.Hives[$sid[0]]
    if ($null -ne $hive.Mount -or @($global:Windows.Fault('hiveLocked')) -contains $sid[0]) {
        return Exit-SimulatedProgram 1 $global:Windows.Text('ERROR: The process cannot access the file because it is being used by another process.')
    }
    $hive.Mount = $Name
    $global:Windows.Users.Keys[$Name] = $hive.Registry
    $hive.Registry.Name = $Name
    Exit-SimulatedProgram 0 $global:Windows.Text('The operation completed successfully.')
}

function Dismount-SimulatedHive {
    param([string] $Name)
    $mounted = @($global:Windows.Hives.get_Values()).Where({ $_.Mount -eq $Name })
    if ($mounted.Count -eq 0) { return Exit-SimulatedProgram 1 $global:Windows.Text('ERROR: The parameter is incorrect.') }
    if ($global:Windows.Handles[$Name] -gt 0) { return Exit-SimulatedProgram 1 $global:Windows.Text('ERROR: Access is denied.') }
    $mounted[0].Mount = $null
    [void] $global:Windows.Users.Keys.Remove($Name)
    Exit-SimulatedProgram 0 $global:Windows.Text('The operation completed successfully.')
}

# An entry of an access list, with the words of both FileSystemAccessRule and RegistryAccessRule.
class SimulatedAccessRule {
    [SecurityIdentifier] $IdentityReference
    [string] $AccessControlType
    # 1 folders, 2 files below; 2: only there.
    [int] $InheritanceFlags
    [int] $PropagationFlags
    [int] $FileSystemRights
    [int] $RegistryRights

    # As in the state: SID, flags of icacls (OI, CI, IO, DENY) or a hyphen, rights in hex.
    SimulatedAccessRule([string] $entry) {
        $sid, $flags, $mask = $entry.Split(' ')
        $this.IdentityReference = [SecurityIdentifier]::new($sid)
        $this.AccessControlType = if ($flags -match 'DENY') { 'Deny' } else { 'Allow' }
        $this.InheritanceFlags = [int] ($flags -match 'CI') + 2 * [int] ($flags -match 'OI')
        $this.PropagationFlags = 2 * [int] ($flags -match 'IO')
        $this.FileSystemRights = $this.RegistryRights = [Convert]::ToInt32($mask, 16)
    }
}

# Who owns what the engine wrote: SYSTEM's group, unless the fault `owners` names somebody else for a file of that name.
class SimulatedAcl {
    [string] $Sid
    [string[]] $Entries = @()

    [SecurityIdentifier] GetOwner([type] $type) { return [SecurityIdentifier]::new($this.Sid) }

    [object[]] GetAccessRules([bool] $explicit, [bool] $inherited, [type] $type) {
        return @(foreach ($entry in $this.Entries) { [SimulatedAccessRule]::new($entry) })
    }
}

function Get-Acl {
    [CmdletBinding()]
    param([Parameter(Mandatory)] [string] $LiteralPath)
    $permissions = $global:Windows.State.permissions
    $known = $LiteralPath -replace '^Registry::HKEY_LOCAL_MACHINE', 'HKLM'
    foreach ($path in $permissions.get_Keys()) { if ($path -eq $known) { return [SimulatedAcl] @{ Sid = 'S-1-5-18'; Entries = $permissions[$path] } } }
    if (-not [IO.File]::Exists($LiteralPath)) { throw [Management.Automation.ItemNotFoundException]::new("Cannot find path '$LiteralPath' because it does not exist.") }
    $owners = $global:Windows.Fault('owners')
    $name = [IO.Path]::GetFileName($LiteralPath)
    [SimulatedAcl] @{ Sid = if ($null -ne $owners -and $owners.ContainsKey($name)) { $owners[$name] } else { 'S-1-5-32-544' } }
}

# Stands for [Threading.Thread]: time passes at once, and a service that is about to die does.
class SimulatedThread {
    static [void] Sleep([int] $milliseconds) { $global:Windows.Pass($milliseconds) }
}

function C:\Windows\System32\icacls.exe {
    Enter-SimulatedProgram 'icacls.exe'
    if (-not [IO.File]::Exists($args[0]) -and -not [IO.Directory]::Exists($args[0])) { return Exit-SimulatedProgram 2 "$($args[0]): The system cannot find the file specified." }
    Exit-SimulatedProgram 0 "processed file: $($args[0])"
}
