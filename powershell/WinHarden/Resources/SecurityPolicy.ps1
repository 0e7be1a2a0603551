function Read-SecurityPolicy($Points) {
    <# .SYNOPSIS
    Account policies and user rights, from one secedit /export.
    #>
    $Run.Domain = Get-DomainSid
    $path = New-TemporaryPath .inf
    Invoke-Executable secedit /export, /cfg, $path, /areas, SECURITYPOLICY, USER_RIGHTS
    <# Names are unique over the sections: one dictionary will do. #>
    $Run.SecurityPolicy = @{}
    foreach ($line in [IO.File]::ReadAllLines($path)) {
        if ($line -match '^\s*(\w+)\s*=\s*(.*?)\s*$') { $Run.SecurityPolicy[$Matches[1]] = $Matches[2] }
    }
    if (-not $Run.SecurityPolicy.Contains('MinimumPasswordAge')) { throw 'secedit exported no account policies' }
    Invoke-Each $Points {
        $text = $Run.SecurityPolicy["$($point.Address.Values)"]
        <# A right that the export does not name is held by nobody. #>
        if ($point.Kind -eq 'userRight') { $point.State = @{ value = Resolve-Sid "$text" } }
        elseif ($text -match '^-?[0-9]+$') { $point.State = @{ value = [long] $text } }
        else { $point.State = @{ value = $text } }
    }
}

function Resolve-Sid([string] $Principals) {
    <# .SYNOPSIS
    A list of principals as secedit writes it, as a sorted list of SIDs, those of the own domain as S-1-5-21-*-RID; a name that nobody knows stays a name.
    #>
    $sids = [Collections.Generic.SortedSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
    foreach ($name in $Principals.Split(',')) {
        $name = $name.Trim(' ', '*')
        <# Local users are exported by name, those that were deleted too. #>
        if ($name -and $name -notlike 'S-1-*') { try { $name = [Security.Principal.NTAccount]::new($name).Translate([Security.Principal.SecurityIdentifier]).Value } catch { $name = "$name" } }
        if ($Run.Domain) { $name = $name.Replace($Run.Domain, 'S-1-5-21-*-') }
        if ($name) { [void] $sids.Add($name) }
    }
    , @($sids)
}

function Get-DomainSid {
    <# .SYNOPSIS
    The SID of this node's domain with a hyphen at its end; empty outside a domain.
    #>
    <# SYSTEM may read it, an administrator may not. #>
    [byte[]] $bytes = @(try { Get-MachineValue 'SECURITY\Policy\PolPrDmS' '' } catch { 0 })
    if ($bytes.Length -eq 24) { "S-1-5-21-$(@(foreach ($at in 12, 16, 20) { [BitConverter]::ToUInt32($bytes, $at) }) -join '-')-" } else { '' }
}
