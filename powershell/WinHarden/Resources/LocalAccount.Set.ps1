function Set-LocalAccount($Points) {
    <# .SYNOPSIS
    Renames, enables or disables built-in accounts.
    #>
    Invoke-Each $Points {
        if ($point.Address.property -eq 'name') { Rename-LocalUser -SID $point.Sid -NewName $point.Target.value }
        elseif ($point.Target.value) { Enable-LocalUser -SID $point.Sid }
        else { Disable-LocalUser -SID $point.Sid }
    }
}
