function Read-SecurityPolicyState {
    <# .SYNOPSIS
    Account policies and user rights, from one export of secedit.
    #>
    param($Session, $Points)
    $Session.SecurityPolicy = Export-SecurityPolicy $Session
    foreach ($point in $Points) {
        try {
            $value = $null
            if ($point.Kind -eq 'userRight') {
                # A right that the export does not name is held by nobody.
                $value = Resolve-Sid "$($Session.SecurityPolicy['Privilege Rights'][$point.Address.right])"
            }
            else {
                $text = $Session.SecurityPolicy['System Access'][$point.Address.policy]
                if ($text -match '^-?[0-9]+$') { $value = [long] $text } elseif ($null -ne $text) { $value = $text.Trim('"').Trim() }
            }
            $point.State = [ordered]@{ value = $value; type = $null }
        }
        catch { $point.Problem = Get-ErrorText $_ }
    }
}

function Export-SecurityPolicy {
    <# .SYNOPSIS
    Runs secedit /export and reads its two sections as dictionaries.
    #>
    param($Session)
    $path = New-TemporaryPath $Session '.inf'
    Invoke-Executable 'secedit' @('/export', '/cfg', $path, '/areas', 'SECURITYPOLICY', 'USER_RIGHTS')
    $sections = @{ 'System Access' = @{}; 'Privilege Rights' = @{} }
    $section = $null
    foreach ($line in [IO.File]::ReadAllLines($path)) {
        if ($line -match '^\s*\[(.+)\]\s*$') { $section = $sections[$Matches[1]]; continue }
        $cut = $line.IndexOf('=')
        if ($null -ne $section -and $cut -gt 0) { $section[$line.Substring(0, $cut).Trim()] = $line.Substring($cut + 1).Trim() }
    }
    if ($sections['System Access'].Count -eq 0) { throw 'secedit exported no account policies' }
    $sections
}

function Resolve-Sid {
    <# .SYNOPSIS
    A list of principals as secedit writes it, as a sorted list of SIDs; a name that nobody knows stays a name.
    #>
    param([string] $Text)
    $sids = [Collections.Generic.SortedSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
    foreach ($item in $Text.Split(',')) {
        $name = $item.Trim().TrimStart('*')
        if ($name -eq '') { continue }
        if ($name -notmatch '^S-1-[0-9-]+$') {
            try { $name = [Security.Principal.NTAccount]::new($name).Translate([Security.Principal.SecurityIdentifier]).Value }
            catch { $name = "$name" } # local users are exported by name, deleted ones too
        }
        [void] $sids.Add($name)
    }
    , @($sids)
}
