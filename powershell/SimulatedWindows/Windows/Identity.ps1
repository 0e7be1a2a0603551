# Stands for the types of System.Security.Principal that turn names into SIDs and back, in the language of the node.

class IdentityNotMappedException : SystemException {
    IdentityNotMappedException() : base('Some or all identity references could not be translated.') { }
}

class SecurityIdentifier {
    [string] $Value
    [object] $AccountDomainSid

    SecurityIdentifier([string] $value) {
        if ($value -notmatch '^S-1-\d+(-\d+)+$') { throw [ArgumentException]::new("Value was invalid.", 'sddlForm') }
        $this.Value = $value.ToUpperInvariant()
        if ($value -match '^(S-1-5-21-\d+-\d+-\d+)-\d+$') { $this.AccountDomainSid = [SecurityIdentifier]::new($Matches[1]) }
    }

    [object] Translate([type] $target) {
        if ($target.Name -eq 'SecurityIdentifier') { return $this }
        $name = [IdentityMap]::NameOf($this.Value)
        if ($null -eq $name) { throw [IdentityNotMappedException]::new() }
        return [NTAccount]::new($name)
    }

    [bool] IsWellKnown([string] $type) {
        $rid = @{ AccountAdministratorSid = '500'; AccountGuestSid = '501' }[$type]
        if ($null -ne $rid) { return $this.Value -match "^S-1-5-21-.*-$rid$" }
        return @{ BuiltinAdministratorsSid = 'S-1-5-32-544'; LocalSystemSid = 'S-1-5-18' }[$type] -eq $this.Value
    }

    [bool] Equals([object] $other) { return $other -is [SecurityIdentifier] -and $other.Value -eq $this.Value }

    [int] GetHashCode() { return $this.Value.GetHashCode() }

    [string] ToString() { return $this.Value }
}

class NTAccount {
    [string] $Value

    NTAccount([string] $name) { $this.Value = $name }

    NTAccount([string] $domain, [string] $name) { $this.Value = "$domain\$name" }

    [object] Translate([type] $target) {
        if ($target.Name -eq 'NTAccount') { return $this }
        $sid = [IdentityMap]::SidOf($this.Value)
        if ($null -eq $sid) { throw [IdentityNotMappedException]::new() }
        return [SecurityIdentifier]::new($sid)
    }

    [bool] Equals([object] $other) { return $other -is [NTAccount] -and $other.Value -eq $this.Value }

    [int] GetHashCode() { return $this.Value.ToUpperInvariant().GetHashCode() }

    [string] ToString() { return $this.Value }
}

class IdentityMap {
    # DOMAIN\Name of a SID, or null. S-1-5-90-0 does not resolve on Server Core.
    static [string] NameOf([string] $sid) {
        $state = $global:Windows.State
        if ($sid.StartsWith("$($state.machineSid)-")) {
            $account = $state.accounts[$sid.Substring($state.machineSid.Length + 1)]
            if ($null -ne $account) { return "$($state.computerName)\$($account.name)" }
            return [NullString]::Value
        }
        if ($sid -eq 'S-1-5-90-0' -and $state.installation -eq 'Server Core') { return [NullString]::Value }
        $name = $global:Windows.Locale.accounts[$sid]
        if ($null -eq $name) { return [NullString]::Value }
        return $name
    }

    # A name may leave out its domain.
    static [string] SidOf([string] $name) {
        $state = $global:Windows.State
        $bare = $name.Substring($name.LastIndexOf([char] '\') + 1)
        foreach ($sid in $global:Windows.Locale.accounts.get_Keys()) {
            $full = [IdentityMap]::NameOf($sid)
            if ($full -and ($full -eq $name -or ($name -eq $bare -and $full.Substring($full.LastIndexOf([char] '\') + 1) -eq $bare))) { return $sid }
        }
        foreach ($rid in $state.accounts.get_Keys()) {
            if ($state.accounts[$rid].name -eq $bare -and $name -in $bare, "$($state.computerName)\$bare", ".\$bare") { return "$($state.machineSid)-$rid" }
        }
        return [NullString]::Value
    }
}

# Whoever asks is SYSTEM, as under the SSM agent.
class WindowsIdentity {
    [string] $Name = 'NT AUTHORITY\SYSTEM'
    [SecurityIdentifier] $User = [SecurityIdentifier]::new('S-1-5-18')
    [bool] $IsSystem = $true

    static [WindowsIdentity] GetCurrent() { return [WindowsIdentity]::new() }
}

class WindowsPrincipal {
    [WindowsIdentity] $Identity

    WindowsPrincipal([WindowsIdentity] $identity) { $this.Identity = $identity }

    [bool] IsInRole([object] $role) { return "$role" -in 'Administrator', '544', 'S-1-5-32-544', 'S-1-5-18' }
}
