function Set-AuditPolicy($Points) {
    <# .SYNOPSIS
    Sets audit subcategories, those with the same flags in one auditpol call.
    #>
    $words = 'disable', 'enable'
    foreach ($flags in 0..3) {
        $own = @(foreach ($point in $Points) { if ($point.Target.value -eq $flags) { $point } })
        if (-not $own) { continue }
        $guids = @(foreach ($point in $own) { $point.Address.subcategory }) -join ','
        try { Invoke-Executable auditpol /set, "/subcategory:$guids", "/success:$($words[$flags -band 1])", "/failure:$($words[$flags -shr 1])" }
        catch { foreach ($point in $own) { $point.Problem = Get-ErrorText $_ } }
    }
}
