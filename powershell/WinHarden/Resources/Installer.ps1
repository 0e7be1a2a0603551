function Read-Installer($Points) {
    <# .SYNOPSIS
    Whether a product is there: its service says so.
    #>
    Invoke-Each $Points {
        $value = if (Test-MachineKey "$Services\$($point.Address.service)") { 'installed' } else { 'removed' }
        $point.State = @{ value = $value }
    }
}
