function Set-AuditPolicyState {
    <# .SYNOPSIS
    Switches on and off what differs, one auditpol call for each pair of switches.
    #>
    param($Session, $Points)
    $calls = [ordered]@{}
    foreach ($point in $Points) {
        $switches = @(foreach ($flag in @(@(1, 'success'), @(2, 'failure'))) {
                $wanted = $point.Target.value -band $flag[0]
                if ($wanted -eq ($point.State.value -band $flag[0])) { continue }
                "/$($flag[1]):$(if ($wanted) { 'enable' } else { 'disable' })"
            }) -join ' '
        if (-not $calls.Contains($switches)) { $calls[$switches] = [Collections.Generic.List[object]]::new() }
        $calls[$switches].Add($point)
    }
    foreach ($switches in $calls.Keys) {
        $guids = @(foreach ($point in $calls[$switches]) { $point.Address.subcategory }) -join ','
        try { Invoke-Executable 'auditpol' (@('/set', "/subcategory:$guids") + $switches.Split(' ')) }
        catch { foreach ($point in $calls[$switches]) { $point.Problem = Get-ErrorText $_ } }
    }
}
