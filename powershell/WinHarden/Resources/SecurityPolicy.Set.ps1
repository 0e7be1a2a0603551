function Set-SecurityPolicy($Points) {
    <# .SYNOPSIS
    Account policies and user rights, by one secedit /configure with only what differs.
    #>
    $access = [ordered]@{}
    $rights = foreach ($point in $Points) {
        $value = $point.Target.value
        if ($point.Kind -eq 'userRight') { "$($point.Address.right) = $(Get-RightText $point)" }
        elseif ($null -ne $value) { $access[$point.Address.policy] = $value }
    }
    Complete-Lockout $access
    $lines = @('[Unicode]', 'Unicode=yes', '[Version]', 'signature="$CHICAGO$"', 'Revision=1', '[System Access]')
    $lines += @(foreach ($name in $access.Keys) { "$name = $($access[$name])" }) + '[Privilege Rights]' + @($rights)
    $template = New-TemporaryPath .inf
    [IO.File]::WriteAllLines($template, [string[]] $lines, [Text.Encoding]::Unicode)
    $files = '/db', (New-TemporaryPath .sdb), '/cfg', $template, '/log', (New-TemporaryPath .log)
    <# 3: done with warnings. What really happened, the second reading tells. #>
    Invoke-Executable secedit (@('/configure') + $files + @('/areas', 'SECURITYPOLICY', 'USER_RIGHTS', '/quiet')) (0, 3)
}

function Complete-Lockout($Access) {
    <# .SYNOPSIS
    Windows takes the lockout policies only together, and two of them not without a threshold: adds what is missing as it is now.
    #>
    $names = 'LockoutBadCount', 'ResetLockoutCount', 'LockoutDuration'
    if (-not (@($Access.Keys) -match 'Lockout')) { return }
    foreach ($name in $names) { if (-not $Access.Contains($name) -and $Run.SecurityPolicy[$name]) { $Access[$name] = $Run.SecurityPolicy[$name] } }
    if ($Access['LockoutBadCount'] -eq 0) { foreach ($name in $names[1..2]) { $Access.Remove($name) } }
}

function Get-RightText($Point) {
    <# .SYNOPSIS
    Who is to hold a right, as secedit reads it; a name that nobody knows would fail the whole template and is left out.
    #>
    @(foreach ($sid in $Point.Target.value) {
            if ($Run.Domain) { $sid = $sid.Replace('S-1-5-21-*-', $Run.Domain) }
            if ($sid -match '^S-1-[0-9-]+$') { "*$sid" } else { $Point.Problem = "$sid is not known to Windows and was left out" }
        }) -join ','
}
