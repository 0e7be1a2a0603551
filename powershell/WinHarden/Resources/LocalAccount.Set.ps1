function Set-LocalAccountState {
    <# .SYNOPSIS
    Renames, enables or disables built-in accounts.
    #>
    param($Session, $Points)
    foreach ($point in $Points) {
        try {
            if ($point.Address.property -eq 'name') { Rename-LocalUser -SID $point.Sid -NewName $point.Target.value }
            elseif ($point.Target.value) { Enable-LocalUser -SID $point.Sid }
            else { Disable-LocalUser -SID $point.Sid }
        }
        catch { $point.Problem = Get-ErrorText $_ }
    }
}
