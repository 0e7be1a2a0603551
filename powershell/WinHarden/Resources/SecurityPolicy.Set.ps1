# Windows takes these only together: duration not below reset, and neither without a threshold.
$Lockout = @('LockoutBadCount', 'ResetLockoutCount', 'LockoutDuration')

function Set-SecurityPolicyState {
    <# .SYNOPSIS
    Account policies and user rights, by one secedit /configure with only what differs.
    #>
    param($Session, $Points)
    $access = [ordered]@{}
    $rights = [ordered]@{}
    foreach ($point in $Points) {
        if ($point.Kind -eq 'userRight') { $rights[$point.Address.right] = Get-RightText $point; continue }
        if ($null -ne $point.Target.value) { $access[$point.Address.policy] = $point.Target.value }
    }
    Complete-Lockout $access $Session.SecurityPolicy['System Access']
    $lines = @('[Unicode]', 'Unicode=yes', '[Version]', 'signature="$CHICAGO$"', 'Revision=1')
    if ($access.Count -gt 0) { $lines += '[System Access]' }
    foreach ($name in $access.Keys) { $lines += "$name = $($access[$name])" }
    if ($rights.Count -gt 0) { $lines += '[Privilege Rights]' }
    foreach ($name in $rights.Keys) { $lines += "$name = $($rights[$name])" }
    $template = New-TemporaryPath $Session '.inf'
    [IO.File]::WriteAllLines($template, [string[]] $lines, [Text.Encoding]::Unicode)
    $arguments = @(
        '/configure', '/db', (New-TemporaryPath $Session '.sdb'), '/cfg', $template
        '/areas', 'SECURITYPOLICY', 'USER_RIGHTS', '/log', (New-TemporaryPath $Session '.log'), '/quiet'
    )
    # 3: done with warnings. What really happened, the second reading tells.
    Invoke-Executable 'secedit' $arguments @(0, 3)
}

function Complete-Lockout {
    <# .SYNOPSIS
    Adds what is missing of the lockout policies, as it is now, where one of them changes.
    #>
    param($Access, $Present)
    $changing = @(foreach ($name in $Lockout) { if ($Access.Contains($name)) { $name } })
    if ($changing.Count -eq 0) { return }
    foreach ($name in $Lockout) {
        if (-not $Access.Contains($name) -and $Present.Contains($name)) { $Access[$name] = $Present[$name] }
    }
    if ("$($Access['LockoutBadCount'])" -eq '0') {
        $Access.Remove('ResetLockoutCount')
        $Access.Remove('LockoutDuration')
    }
}

function Get-RightText {
    <# .SYNOPSIS
    Who is to hold a right, as secedit reads it; a name that nobody knows would fail the whole template and is left out.
    #>
    param($Point)
    $sids = foreach ($sid in $Point.Target.value) {
        if ($sid -like 'S-1-*') { "*$sid" } else { $Point.Problem = "'$sid' is not known to Windows and was left out" }
    }
    $sids -join ','
}
