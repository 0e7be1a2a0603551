function Read-Permission($Points) {
    <# .SYNOPSIS
    Who may do what with a folder, a file or a registry key: a SID, and its rights on the thing itself, on folders (keys) below and on files below.
    #>
    Invoke-Each $Points {
        $path = [Environment]::ExpandEnvironmentVariables($point.Address.path)
        $rights = 'FileSystemRights'
        <# What the rights all, execute, write and read of any object mean for a file, and for a key. #>
        $means = 0x1F01FF, 0x1200A0, 0x120116, 0x120089
        if ($path -like 'HKLM\*') {
            $path = "Registry::HKEY_LOCAL_MACHINE$($path.Substring(4))"
            $rights = 'RegistryRights'
            $means = 0xF003F, 0x20019, 0x20006, 0x20019
        }
        $grants = [Collections.Generic.SortedDictionary[string, long[]]]::new([StringComparer]::Ordinal)
        foreach ($rule in (Get-Acl -LiteralPath $path).GetAccessRules($true, $true, [Security.Principal.SecurityIdentifier])) {
            <# A denial only takes away. #>
            if ("$($rule.AccessControlType)" -ne 'Allow') { continue }
            $mask = [long] $rule.$rights
            foreach ($at in 0..3) { if ($mask -band (0x10000000L -shl $at)) { $mask = $mask -bor $means[$at] } }
            $sid = $rule.IdentityReference.Value
            if (-not $grants.ContainsKey($sid)) { $grants[$sid] = [long[]] (0, 0, 0) }
            $grant = $grants[$sid]
            $mask = $mask -band 0x1FFFFF
            $below = [int] $rule.InheritanceFlags
            if (-not ([int] $rule.PropagationFlags -band 2)) { $grant[0] = $grant[0] -bor $mask }
            foreach ($at in 1, 2) { if ($below -band $at) { $grant[$at] = $grant[$at] -bor $mask } }
        }
        $point.State = @{ value = @(foreach ($sid in $grants.Keys) { '{0} {1:X} {2:X} {3:X}' -f (@($sid) + $grants[$sid]) }) }
        $point.Advice = Get-Advice $point
    }
}
