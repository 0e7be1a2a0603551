function Read-LocalAccountState {
    <# .SYNOPSIS
    Name or state of the built-in accounts, found by RID whatever their names are.
    #>
    param($Session, $Points)
    $accounts = @{}
    foreach ($account in Get-LocalUser) {
        $sid = "$($account.SID)"
        $accounts[$sid.Substring($sid.LastIndexOf('-') + 1)] = $account
    }
    foreach ($point in $Points) {
        $account = $accounts["$($point.Address.rid)"]
        $state = [ordered]@{ value = $null; type = $null }
        if ($null -ne $account) {
            $point.Sid = $account.SID
            $state.value = if ($point.Address.property -eq 'name') { $account.Name } else { [bool] $account.Enabled }
        }
        $point.State = $state
    }
}
