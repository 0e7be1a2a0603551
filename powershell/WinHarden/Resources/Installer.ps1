function Read-InstallerState {
    <# .SYNOPSIS
    Whether a product is there: its service says so.
    #>
    param($Session, $Points)
    foreach ($point in $Points) {
        try {
            $there = Test-MachineKey $Session "SYSTEM\CurrentControlSet\Services\$($point.Address.service)"
            $point.State = [ordered]@{ value = $(if ($there) { 'installed' } else { 'removed' }); type = $null }
        }
        catch { $point.Problem = Get-ErrorText $_ }
    }
}
