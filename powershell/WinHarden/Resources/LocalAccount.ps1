function Read-LocalAccount($Points) {
    <# .SYNOPSIS
    Name or state of the built-in accounts, found by RID whatever their names are.
    #>
    $accounts = @{}
    foreach ($account in Get-LocalUser) { $accounts["$($account.SID)".Split('-')[-1]] = $account }
    Invoke-Each $Points {
        $point.State = @{ value = $null }
        $account = $accounts["$($point.Address.rid)"]
        if (-not $account) { return }
        $point.Sid = $account.SID
        $point.State.value = $account.($point.Address.property)
    }
}
