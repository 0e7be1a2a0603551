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
    $log = New-TemporaryPath .log
    $files = '/db', (New-TemporaryPath .sdb), '/cfg', $template, '/log', $log
    try { Invoke-Executable secedit (@('/configure') + $files + @('/areas', 'SECURITYPOLICY', 'USER_RIGHTS', '/quiet')) }
    catch {
        <# 3 means done with warnings, and 1 does not mean that nothing was done: the second reading tells which point this is about. #>
        $problem = "$(Get-ErrorText $_) $(Get-LogError $log)"
        foreach ($point in $Points) { $point.Problem = "$($point.Problem) $problem".Trim() }
    }
}

function Get-LogError($Path) {
    <# .SYNOPSIS
    What a log of secedit says of errors, whatever its language: a word, a number and a colon, and what is indented below; else its end. 500 characters at most.
    #>
    if (-not [IO.File]::Exists($Path)) { return }
    $text = [IO.File]::ReadAllText($Path).Trim()
    $errors = [regex]::Matches($text, '(?m)^\s*\p{L}+ [0-9]+\s?:.*(\n[ \t]+\S.*)*')
    if ($errors.Count) { $text = @(foreach ($match in $errors) { $match.Value }) -join ' ' }
    $text = $text -replace '[\s\p{Cc}]+', ' '
    $text.Substring([Math]::Max(0, $text.Length - 500))
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
